import type { ClientContext, ClientLink } from '@orpc/client'
import { Disconnected } from './failure.ts'
import { openPipe, type Pipe, SignedOut } from './pipe.ts'
import { forgetToken, takeCode } from './session.ts'

/** Where the page stands with the main process; `since` is absent where it was never reached. Times are milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly since: number }
  | { readonly kind: 'lost'; readonly since: number | undefined; readonly retryAt: number; readonly attempt: number }
  | { readonly kind: 'signed-out' }

const RETRY_MS_BASE = 250
const RETRY_MS_MAX = 8_000

/**
 * Keeps one pipe open for the life of the page. `link` outlives every pipe: a call made while there is none waits for
 * the next one; a call that was under way when its pipe broke throws `Disconnected`.
 */
export interface Connection {
  readonly link: ClientLink<ClientContext>
  state(): ConnectionState
  subscribe(listener: () => void): () => void
  /** Tries again at once instead of waiting for the next attempt. */
  retryNow(): void
}

/** Starts to connect at once and goes on until the page is closed. */
export function connect(): Connection {
  let state: ConnectionState = { kind: 'connecting' }
  let current = Promise.withResolvers<Pipe>()
  let wake: (() => void) | undefined
  const listeners = new Set<() => void>()

  function move(next: ConnectionState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function waitToRetry(since: number | undefined, attempt: number): Promise<void> {
    const delayMs = Math.min(RETRY_MS_MAX, RETRY_MS_BASE * 2 ** attempt) * (0.5 + Math.random() / 2)
    move({ kind: 'lost', since, retryAt: Date.now() + delayMs, attempt })
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const timer = setTimeout(resolve, delayMs)
    await promise
    clearTimeout(timer)
    wake = undefined
  }

  async function run(): Promise<never> {
    let lostSince: number | undefined
    for (let attempt = 0; ; attempt++) {
      try {
        const pipe = await openPipe()
        attempt = 0
        current.resolve(pipe)
        move({ kind: 'open', since: Date.now() })
        await pipe.closed
        lostSince = Date.now()
        current = Promise.withResolvers<Pipe>()
      } catch (error) {
        if (error instanceof SignedOut) {
          forgetToken()
          move({ kind: 'signed-out' })
          await new Promise<void>(resolve => {
            wake = resolve
          })
          continue
        }
      }
      await waitToRetry(lostSince, attempt)
    }
  }

  void run()
  // Another page of this browser was let in: its token is good for this one too.
  window.addEventListener('storage', () => {
    if (state.kind === 'signed-out') wake?.()
  })
  // An address with a new code, opened where the page is already shown, changes only the fragment. The router, which comes
  // after this, would take the code for a route.
  window.addEventListener('popstate', event => {
    if (!takeCode()) return
    event.stopImmediatePropagation()
    wake?.()
  })
  return {
    link: { call: (path, input, options) => callOverPipe(current.promise, path, input, options) },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retryNow: () => wake?.(),
  }
}

async function callOverPipe(
  pipe: Promise<Pipe>,
  path: readonly string[],
  input: unknown,
  options: Parameters<ClientLink<ClientContext>['call']>[2],
): Promise<unknown> {
  const { link, isOpen } = await whileWanted(pipe, options.signal)
  try {
    return await link.call(path, input, options)
  } catch (error) {
    if (isOpen() || options.signal?.aborted) throw error
    throw new Disconnected('The connection was lost.', { cause: error })
  }
}

/** Rejects as soon as nobody waits for the answer any more. */
function whileWanted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
