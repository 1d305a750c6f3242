import type pg from 'pg'
import { connectClient } from './connect-client.ts'
import type { Database } from './connection.ts'

/** Borrows a connection, or throws the signal's reason; one that arrives after the abort goes straight back. */
export async function borrow(
  { pool }: { readonly pool: pg.Pool },
  signal: AbortSignal | undefined,
): Promise<pg.PoolClient> {
  const connecting = pool.connect()
  if (signal === undefined) return connecting
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([connecting, aborted])
  } catch (error) {
    connecting.then(
      client => client.release(),
      () => {},
    )
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Cancels what a connection is running, from a second one. A failed cancellation only means that the statement runs to its end. */
export async function cancelStatement(database: Database, client: pg.PoolClient): Promise<void> {
  try {
    const second = await connectClient(database.config, { statementTimeoutMs: 5_000 })
    await second.query('select pg_cancel_backend($1)', [processId(client)]).finally(() => second.end())
  } catch {}
}

function processId(client: pg.PoolClient): number {
  const pid = 'processID' in client ? client.processID : undefined
  if (typeof pid !== 'number') throw new Error('the connection does not know its process')
  return pid
}
