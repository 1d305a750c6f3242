import type pg from 'pg'
import type { Database } from './connection.ts'
import { withConnection } from './transaction.ts'

/** Milliseconds that the shortest statement takes on a connection that stands, there and back. */
export async function measureRoundTrip(database: Database): Promise<number> {
  return withConnection(database, measureRoundTripOf)
}

/** The same on one session. */
export async function measureRoundTripOf(client: pg.ClientBase): Promise<number> {
  const started = performance.now()
  await client.query('select')
  return performance.now() - started
}
