import { z } from 'zod'
import { logFindingSchema } from './log-report.ts'

/**
 * What a table says of the import that it comes from, in `dl_tables.properties`. `run` is the run that may write to it:
 * a later run takes the table over by putting its own there.
 */
export const importMarkSchema = z.object({
  /** The task whose runs belong together. */
  task: z.uuid(),
  run: z.uuid(),
  source: z.string(),
  mode: z.enum(['strict', 'inspect']),
  /** The version of the checkpoint that the history begins with. */
  base: z.string().nullable(),
  state: z.enum(['running', 'done']),
  findings: z.array(logFindingSchema).default([]),
})
export type ImportMark = z.output<typeof importMarkSchema>
