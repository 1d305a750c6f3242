import { setTimeout as pause } from 'node:timers/promises'

/** A page is pushed to, not pulled by: this keeps a stream at 20 events a second whatever its source does. */
export const EVENT_INTERVAL_MS = 50

/**
 * Passes the events of `source` on, at most one every EVENT_INTERVAL_MS. An event that has to wait is joined with the
 * next one by `join`; where `join` gives nothing, both must arrive, and the source waits. Nothing is lost, and at most
 * two events are held. Ends with the reason of `signal` as soon as that aborts, and leaves the source in any case (W2).
 */
export async function* paced<T>(
  source: AsyncIterable<T>,
  join: (held: T, next: T) => T | undefined,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  signal.throwIfAborted()
  const iterator = source[Symbol.asyncIterator]()
  const left = Promise.withResolvers<'left'>()
  const leave = () => left.resolve('left')
  signal.addEventListener('abort', leave, { once: true })
  let coming = settle(iterator.next())
  let ended = false
  try {
    for (let sendableMs = 0; ; ) {
      const first = unwrap(await Promise.race([coming, left.promise]), signal)
      if (first.done) {
        ended = true
        return
      }
      let held = first.value
      coming = settle(iterator.next())
      const due = pause(Math.max(0, sendableMs - performance.now()), 'due' as const)
      for (let joined: T | undefined = held; joined !== undefined; ) {
        held = joined
        const next = await Promise.race([due, coming, left.promise])
        if (next === 'due' || next === 'left' || next.error || next.result.done) break
        joined = join(held, next.result.value)
        if (joined !== undefined) coming = settle(iterator.next())
      }
      await Promise.race([due, left.promise])
      signal.throwIfAborted()
      sendableMs = performance.now() + EVENT_INTERVAL_MS
      yield held
    }
  } finally {
    signal.removeEventListener('abort', leave)
    if (!ended) void settle(Promise.resolve(iterator.return?.()))
  }
}

type Settled<T> = { result: T; error?: undefined } | { result?: undefined; error: { reason: unknown } }

/** A promise that is not always waited for must not reject. */
function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    result => ({ result }),
    (reason: unknown) => ({ error: { reason } }),
  )
}

function unwrap<T>(settled: Settled<T> | 'left', signal: AbortSignal): T {
  if (settled === 'left') throw signal.reason
  if (settled.error) throw settled.error.reason
  return settled.result
}
