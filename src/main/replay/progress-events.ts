import type { ImportEvent } from '../../shared/contract/import.ts'

export type ImportProgress = Extract<ImportEvent, { kind: 'progress' }>
export type ImportEnd = Exclude<ImportEvent, { kind: 'progress' }>

/** Progress events are at least this far apart: at most 20 a second. */
const INTERVAL_MS = 50

/**
 * Runs `work` and gives its course as events: the newest progress now and then, its result last. The work never waits for
 * who listens. Leaving the stream aborts the signal that the work got, and waits until it has ended.
 */
export async function* progressEvents(
  work: (onProgress: (progress: ImportProgress) => void, signal: AbortSignal) => Promise<ImportEnd>,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  const left = new AbortController()
  let newest: ImportProgress | undefined
  let ended = false
  const ending = work(
    progress => {
      newest = progress
    },
    AbortSignal.any([signal, left.signal]),
  ).finally(() => {
    ended = true
  })
  // It is waited for below; until then a failure must not count as unhandled.
  ending.catch(() => {})
  try {
    while (!ended) {
      await Promise.race([ending.catch(() => {}), pause(INTERVAL_MS)])
      if (!newest || ended) continue
      const progress = newest
      newest = undefined
      yield progress
    }
    yield await ending
  } finally {
    left.abort(new DOMException('The stream was left', 'AbortError'))
    await ending.catch(() => {})
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
