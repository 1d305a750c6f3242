import type pg from 'pg'
import { borrow, cancelStatement } from './cancel-statement.ts'
import type { Database } from './connection.ts'
import { isClean } from './transaction.ts'

export interface LongStatement {
  readonly text: string
  readonly values: readonly unknown[]
  /** The planner may do as it likes: a limit keeps the statement on its index, or it reads all by its nature. */
  readonly isPlannedFreely?: boolean | undefined
}

/**
 * Runs one statement that may take long. An aborted `signal` cancels it on the server and throws the signal's reason; the
 * connection goes back only when that cancellation is over, so that it can never hit the next user's statement.
 */
export function queryUntil<R extends pg.QueryResultRow>(
  database: Database,
  { text, values, isPlannedFreely = false }: LongStatement,
  signal: AbortSignal,
): Promise<R[]> {
  const run = async (client: pg.PoolClient) => (await client.query<R>(text, [...values])).rows
  return borrowUntil(database, isPlannedFreely, run, signal)
}

/**
 * Lends a connection to `work` as `queryUntil` does for its statement.
 *
 * Unless it is planned freely, tables are not scanned as a whole: the planner takes "added before" and "removed after"
 * for independent, expects many times the files that there are, and would rather read the whole log than two index ranges.
 */
export async function borrowUntil<T>(
  database: Database,
  isPlannedFreely: boolean,
  work: (client: pg.PoolClient) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const client = await borrow(database, signal)
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling = cancelStatement(database, client)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    if (!isPlannedFreely) await client.query('begin transaction read only; set local enable_seqscan = off')
    const result = await work(client)
    if (!isPlannedFreely) await client.query('commit')
    return result
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
    await cancelling
    client.release(!(await isClean(client)))
  }
}
