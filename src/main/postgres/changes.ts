import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connectClient } from './connect-client.ts'
import type { Database } from './connection.ts'

/** Where one table stands. */
export interface TableHead {
  readonly tableId: string
  /** -1 for a table without a commit. */
  readonly head: bigint
}

export interface WatchOptions {
  /** How long a change may stay unseen where no notification tells of it. */
  readonly pollMs?: number | undefined
  /** Called whenever the connection is lost or cannot be made. */
  readonly onProblem?: ((problem: unknown) => void) | undefined
}

const POLL_MS = 1_000
/** Bursts of notifications are answered with no more looks than this allows. */
const LOOK_INTERVAL_MS_MIN = 50
const RECONNECT_DELAY_MS = 200
const RECONNECT_DELAY_MS_MAX = 10_000
const APPLICATION_NAME = 'deltadesk watch'

/**
 * Heads that moved, whoever committed; the first batch says where every table stands. Notifications are a hint, polling is
 * the guarantee. A lost connection is made again, with growing pauses, for as long as it takes. Ends when the signal is
 * aborted and leaves no connection.
 */
export async function* watchChanges(
  database: Database,
  signal: AbortSignal,
  { pollMs = POLL_MS, onProblem }: WatchOptions = {},
): AsyncGenerator<TableHead[], void, undefined> {
  const seen = new Map<string, bigint>()
  let started = false
  let failures = 0
  while (!signal.aborted) {
    let lookout: Lookout | undefined
    try {
      lookout = await openLookout(database, signal)
      while (!signal.aborted) {
        const heads = await lookout.readHeads()
        failures = 0
        const moved = heads?.filter(({ tableId, head }) => seen.get(tableId) !== head) ?? []
        for (const { tableId, head } of moved) seen.set(tableId, head)
        if (!started || moved.length > 0) yield moved
        started = true
        await pause(LOOK_INTERVAL_MS_MIN, signal)
        await lookout.waitForHint(pollMs - LOOK_INTERVAL_MS_MIN)
      }
    } catch (problem) {
      onProblem?.(problem)
      await pause(Math.min(RECONNECT_DELAY_MS_MAX, RECONNECT_DELAY_MS * 2 ** failures++), signal)
    } finally {
      await lookout?.close()
    }
  }
}

interface Lookout {
  /** Undefined where nothing has changed since the call before. */
  readHeads(): Promise<TableHead[] | undefined>
  /** Resolves at a notification, also one since the last look, at the loss of the connection, or after `timeoutMs`. */
  waitForHint(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

async function openLookout(database: Database, signal: AbortSignal): Promise<Lookout> {
  const client = await connectClient(database.config, { applicationName: APPLICATION_NAME })
  let hint = new AbortController()
  for (const event of ['notification', 'end']) client.addListener(event, () => hint.abort())
  const close = (): Promise<void> => client.end().catch(() => {})
  // Whoever has stopped asking for the next batch never comes back to the generator's own end.
  signal.addEventListener('abort', close, { once: true })
  if (database.capabilities.listenNotify) {
    await client.query('listen deltadesk').catch(async error => {
      await close()
      throw error
    })
  }
  let digest: string | undefined
  return {
    async readHeads() {
      hint = new AbortController()
      const current = await readDigest(client)
      if (current === digest) return undefined
      const { rows } = await client.query<TableHead>(
        'select table_id as "tableId", current_version as head from dl_tables',
      )
      digest = current
      return rows
    },
    waitForHint: timeoutMs => pause(timeoutMs, AbortSignal.any([signal, hint.signal])),
    close: () => {
      signal.removeEventListener('abort', close)
      return close()
    },
  }
}

/** Changes with every commit and every new table; one row crosses the wire however many tables there are. */
async function readDigest(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select coalesce(sum(hashtextextended(table_id::text || current_version, 0)), 0)::text as digest from dl_tables`,
  )
  return rows[0]?.digest ?? ''
}

/** Ends early, and without an error, when the signal is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => {})
}
