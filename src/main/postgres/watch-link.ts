import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connectClient } from './connect-client.ts'
import { ConnectFailure } from './connect-failure.ts'
import type { ConnectionConfig } from './connection-config.ts'
import { measureRoundTripOf } from './round-trip.ts'

export type Link =
  | { readonly kind: 'reachable'; readonly roundTripMs: number }
  /** `isDead`: no connection can be made at all, so nothing that was sent will be answered. Times are ms since 1970. */
  | {
      readonly kind: 'lost'
      readonly since: number
      readonly reason: string
      readonly retryAt: number
      readonly isDead: boolean
    }

export interface LinkOptions {
  readonly onLink: (link: Link) => void
  readonly intervalMs?: number | undefined
  readonly answerMs?: number | undefined
}

const INTERVAL_MS = 2_000
/** A server that is busy may take its time; a way that is cut gives no answer at all. */
const ANSWER_MS = 4_000
const RETRY_MS_BASE = 500
const RETRY_MS_MAX = 5_000
const APPLICATION_NAME = 'deltadesk link'

/**
 * Asks the server for a sign of life on a connection of its own, for as long as `signal` lets it, and tells every answer and
 * every loss. A cut, a failover, a restart or an idle timeout shows within `intervalMs` and `answerMs`. A loss is followed by
 * attempts to connect anew with growing pauses.
 */
export async function watchLink(config: () => ConnectionConfig, options: LinkOptions, signal: AbortSignal) {
  const { onLink, intervalMs = INTERVAL_MS, answerMs = ANSWER_MS } = options
  let lostSince: number | undefined
  for (let attempt = 0; !signal.aborted; attempt++) {
    let client: pg.Client | undefined
    try {
      client = await connectClient(config(), { applicationName: APPLICATION_NAME, connectTimeoutMs: answerMs })
      for (; !signal.aborted; await pause(intervalMs, signal)) {
        const roundTripMs = await withinMs(measureRoundTripOf(client), answerMs)
        lostSince = undefined
        attempt = 0
        onLink({ kind: 'reachable', roundTripMs })
      }
    } catch (error) {
      lostSince ??= Date.now()
      const delayMs = attempt === 0 ? 0 : Math.min(RETRY_MS_MAX, RETRY_MS_BASE * 2 ** (attempt - 1))
      const isDead = error instanceof ConnectFailure && isUnreachable(error)
      if (!signal.aborted) {
        onLink({ kind: 'lost', since: lostSince, reason: reasonOf(error), retryAt: Date.now() + delayMs, isDead })
      }
      await pause(delayMs, signal)
    } finally {
      client?.connection.stream.destroy()
    }
  }
}

function isUnreachable({ step }: ConnectFailure): boolean {
  return step === 'tunnel' || step === 'resolve' || step === 'connect' || step === 'greet'
}

class NoAnswer extends Error {}

async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new NoAnswer(`The server did not answer within ${limitMs / 1000} s.`)),
    limitMs,
  )
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ConnectFailure || error instanceof NoAnswer) return error.message
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `The connection ended${code}.`
}

/** Ends early, and without an error, when the signal is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
