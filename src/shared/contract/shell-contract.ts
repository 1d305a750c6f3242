import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { op } from './operation.ts'

/** What the window's menus and links from outside ask the page for; it shows and does what it would do for keys. */
const shellRequestSchema = z.discriminatedUnion('kind', [
  /** An action of the keymap. */
  z.strictObject({ kind: z.literal('do'), action: z.string() }),
  /** The address of a screen. */
  z.strictObject({ kind: z.literal('open'), address: z.string() }),
  z.strictObject({ kind: z.literal('say'), text: z.string() }),
])
export type ShellRequest = z.infer<typeof shellRequestSchema>

const PICKABLE = ['file', 'folder'] as const
export type Pickable = (typeof PICKABLE)[number]

const pickedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('picked'), path: z.string() }),
  z.strictObject({ kind: z.literal('left') }),
  /** This host has no dialogs. */
  z.strictObject({ kind: z.literal('none') }),
])
export type Picked = z.infer<typeof pickedSchema>

/** The window around the page; in a browser there is none, nothing is asked and nothing can be picked. */
export const shellContract = {
  shell: {
    requests: op.output(eventIterator(shellRequestSchema)),
    /** Asks the person with the system's own dialog for the path of something that is there; it is not opened. */
    pick: op.input(z.strictObject({ what: z.enum(PICKABLE) })).output(pickedSchema),
  },
}
