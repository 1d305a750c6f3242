import { useSyncExternalStore } from 'react'
import type { ImportEvent, ImportProblem } from '../../shared/contract/import.ts'
import { client } from './client.ts'

export type Progress = Extract<ImportEvent, { kind: 'progress' }>
export type Done = Extract<ImportEvent, { kind: 'done' }>

/** What is being made a table of: a folder's log, or a sample. */
export type Source =
  | { readonly kind: 'log'; readonly path: string; readonly name: string | undefined }
  | { readonly kind: 'sample' }

/** Where the one import of this page stands. It goes on while other screens are shown. */
export type Run =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running'
      readonly source: Source
      readonly since: number
      readonly progress: Progress | undefined
    }
  | { readonly kind: 'done'; readonly source: Source; readonly tookMs: number; readonly done: Done }
  | { readonly kind: 'refused'; readonly source: Source; readonly problems: readonly ImportProblem[] }
  | { readonly kind: 'failed'; readonly source: Source; readonly error: unknown }
  | { readonly kind: 'cancelled'; readonly source: Source }

const SAMPLE_SEED = 42

const listeners = new Set<() => void>()
let run: Run = { kind: 'idle' }
let stop: AbortController | undefined

/** Where the import stands, as state of a component. */
export function useRun(): Run {
  return useSyncExternalStore(subscribe, () => run)
}

/** Starts an import unless one is running; resolves with where it ended. */
export async function startRun(source: Source): Promise<Run> {
  if (run.kind === 'running') return run
  stop = new AbortController()
  const { signal } = stop
  const since = Date.now()
  move({ kind: 'running', source, since, progress: undefined })
  try {
    const events = source.kind === 'log' ? await openImport(source, signal) : await openSample(signal)
    let ended = false
    for await (const event of events) {
      ended = event.kind !== 'progress'
      move(afterEvent(event, source, since))
    }
    if (!ended) throw new Error('The import ended without a result.')
  } catch (error) {
    move(signal.aborted ? { kind: 'cancelled', source } : { kind: 'failed', source, error })
  }
  return run
}

/** Stops the running import; nothing of it stays in the database. */
export function cancelRun(): void {
  stop?.abort()
}

/** Puts a finished run aside. */
export function dismissRun(): void {
  if (run.kind !== 'running') move({ kind: 'idle' })
}

/** How far a run is, 0 to 1; `undefined` where the end is not known yet. */
export function fractionOf(progress: Progress | undefined): number | undefined {
  if (!progress?.versionsTotal) return undefined
  return Math.min(1, progress.versions / progress.versionsTotal)
}

function openImport({ path, name }: Extract<Source, { kind: 'log' }>, signal: AbortSignal) {
  return client.imports.run({ path, ...(name === undefined ? {} : { name }) }, { signal })
}

function openSample(signal: AbortSignal) {
  return client.samples.make({ seed: SAMPLE_SEED }, { signal })
}

function afterEvent(event: ImportEvent, source: Source, since: number): Run {
  switch (event.kind) {
    case 'progress':
      return { kind: 'running', source, since, progress: event }
    case 'done':
      return { kind: 'done', source, tookMs: Date.now() - since, done: event }
    case 'refused':
      return { kind: 'refused', source, problems: event.problems }
  }
}

function move(next: Run): void {
  run = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
