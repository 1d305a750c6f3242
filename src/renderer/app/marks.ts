import { useSyncExternalStore } from 'react'

/** The two versions of a table that are set aside to be compared. */
export interface Marks {
  readonly a: bigint | undefined
  readonly b: bigint | undefined
}

const NONE: Marks = { a: undefined, b: undefined }
const kept = new Map<string, Marks>()
const listeners = new Set<() => void>()

/** The marks of a table; they stay while the reader walks from screen to screen. */
export function useMarks(tableId: string): Marks {
  return useSyncExternalStore(subscribe, () => kept.get(tableId) ?? NONE)
}

/** Takes the mark off a marked version; else the version becomes A, then B, and then B again. */
export function toggleMark(tableId: string, version: bigint): void {
  const { a, b } = kept.get(tableId) ?? NONE
  if (a === version) keep(tableId, { a: b, b: undefined })
  else if (b === version) keep(tableId, { a, b: undefined })
  else keep(tableId, a === undefined ? { a: version, b } : { a, b: version })
}

export function swapMarks(tableId: string): void {
  const { a, b } = kept.get(tableId) ?? NONE
  if (a !== undefined && b !== undefined) keep(tableId, { a: b, b: a })
}

export function clearMarks(tableId: string): void {
  keep(tableId, NONE)
}

function keep(tableId: string, marks: Marks): void {
  kept.set(tableId, marks)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
