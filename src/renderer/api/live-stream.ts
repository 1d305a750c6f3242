import { useSyncExternalStore } from 'react'
import { readFailure } from './failure.ts'

export interface LiveState<T> {
  /** Undefined before the first event. */
  readonly value: T | undefined
  /** What broke the stream; gone when it is there again. */
  readonly error: unknown
}

/** A stream of the contract as state: opened for its first reader and left with its last. */
export interface LiveStream<T> {
  readonly subscribe: (listener: () => void) => () => void
  readonly state: () => LiveState<T>
}

const RESTART_MS = 1_000

/**
 * `next` makes the state of each event and the state before, which is undefined where the stream begins. A stream that
 * breaks is begun again, unless what it shows does not exist; one that comes to its end is over.
 */
export function liveStream<Event, T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  next: (state: T | undefined, event: Event) => T,
): LiveStream<T> {
  const listeners = new Set<() => void>()
  let state: LiveState<T> = { value: undefined, error: undefined }
  let stop: AbortController | undefined

  function move(moved: LiveState<T>): void {
    state = moved
    for (const listener of listeners) listener()
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        let value: T | undefined
        for await (const event of await open(signal)) {
          if (signal.aborted) return
          value = next(value, event)
          move({ value, error: undefined })
        }
        return
      } catch (error) {
        if (signal.aborted) return
        move({ ...state, error })
        if (readFailure(error).kind === 'not-found') return
        await new Promise(resolve => setTimeout(resolve, RESTART_MS))
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (stop === undefined) {
        stop = new AbortController()
        void follow(stop.signal)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.abort()
        stop = undefined
      }
    },
    state: () => state,
  }
}

export function useLive<T>(stream: LiveStream<T>): LiveState<T> {
  return useSyncExternalStore(stream.subscribe, stream.state)
}
