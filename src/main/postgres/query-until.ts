import type pg from 'pg'
import { borrow, cancelStatement } from './cancel-statement.ts'
import type { Database } from './connection.ts'
import { isClean } from './transaction.ts'

/**
 * Runs one statement that may take long. An aborted `signal` cancels it on the server and throws the signal's reason; the
 * connection goes back only when that cancellation is over, so that it can never hit the next user's statement.
 */
export async function queryUntil<R extends pg.QueryResultRow>(
  database: Database,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  signal: AbortSignal,
): Promise<R[]> {
  signal.throwIfAborted()
  const client = await borrow(database, signal)
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling = cancelStatement(database, client)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const { rows } = await client.query<R>(text, [...values])
    return rows
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
    await cancelling
    client.release(!(await isClean(client)))
  }
}
