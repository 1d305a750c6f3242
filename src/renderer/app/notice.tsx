import { type ReactNode, useSyncExternalStore } from 'react'
import classes from './notice.module.css'

const SHOWN_MS = 2_400

const listeners = new Set<() => void>()
let notice = ''
let timer: ReturnType<typeof setTimeout> | undefined

/** Says something that needs no action, for a moment: `Copied the link to v12`. */
export function notify(text: string): void {
  clearTimeout(timer)
  move(text)
  timer = setTimeout(() => move(''), SHOWN_MS)
}

/** Copies a text and says so, or says that the system does not let it. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify(`Copied ${what}`)
  } catch {
    notify(`The system does not let this page copy ${what}`)
  }
}

/** Where notices appear; stands once in the shell. */
export function Notice(): ReactNode {
  const text = useSyncExternalStore(subscribe, () => notice)
  return (
    <output className={classes.notice} data-shown={text !== ''}>
      {text}
    </output>
  )
}

function move(text: string): void {
  notice = text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
