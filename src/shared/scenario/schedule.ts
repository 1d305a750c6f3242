import type { Station } from './steps-of-writer.ts'

/**
 * An order of steps: each letter lets one writer (A is the first) take its next step; a small letter crashes it there. A
 * letter of a writer that waits for a lock or is done is passed over, and when the letters are used up the writers go on
 * one after the other. The text is the schedule's name: it can be run again by it.
 */
export type Schedule = string

export function letterOf(writer: number, crash = false): string {
  return String.fromCharCode((crash ? 97 : 65) + writer)
}

export function moveOf(letter: string): { readonly writer: number; readonly crash: boolean } {
  const code = letter.charCodeAt(0)
  return code >= 97 ? { writer: code - 97, crash: true } : { writer: code - 65, crash: false }
}

/** Changes from one writer to another: what makes an order hard to follow. */
export function switchesOf(schedule: Schedule): number {
  return [...schedule.toUpperCase()].filter((letter, index, all) => index > 0 && letter !== all[index - 1]).length
}

/** Stations whose outcome depends on what another writer has committed or holds. */
const SEES: ReadonlySet<Station> = new Set(['read', 'check'])

/**
 * Whether the order of two neighbouring steps of different writers can make a difference. Two looks never do; a look and
 * a step that nobody can see before COMMIT do not either. Everything else may: locks, keys and what becomes visible.
 */
export function areDependent(one: Station, other: Station): boolean {
  if (SEES.has(one) && SEES.has(other)) return false
  if (SEES.has(one)) return other === 'commit'
  if (SEES.has(other)) return one === 'commit'
  return true
}
