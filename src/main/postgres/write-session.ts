import type pg from 'pg'
import { connectClient } from './connect-client.ts'
import type { Database } from './connection.ts'
import { isClean, TransactionRolledBack } from './transaction.ts'

/** How long the server lets a transaction wait for a lock, run one statement, and idle between two; milliseconds. */
export interface WriteLimits {
  readonly lockMs: number
  readonly statementMs: number
  readonly idleMs: number
}

/** What a statement is sent on. */
export type Connection = pg.ClientBase

/** A borrowed connection for one attempt to commit. */
export interface WriteSession {
  readonly client: pg.ClientBase
  /** Begins a READ COMMITTED transaction under these limits. */
  begin(limits: WriteLimits): Promise<void>
  /**
   * Sends COMMIT and checks that it was not answered with ROLLBACK. From here on nothing is cancelled any more. Throws
   * the reason of an aborted signal before anything is sent.
   */
  commit(): Promise<void>
  /** True from the moment in which COMMIT may have reached the server. */
  readonly commitSent: boolean
  /** What ended the connection, if it was lost. */
  readonly lost: Error | undefined
  /** The server's warning about a COMMIT that is kept here but not confirmed by its standbys (SQLSTATE 01000). */
  readonly warning: string | undefined
  /** Rolls back what is open and gives the connection back; one that is not clean afterwards is thrown away. */
  close(): Promise<void>
}

/**
 * Borrows a connection for a commit. As long as COMMIT was not sent, an aborted `signal` cancels the running statement
 * from a second connection; `close` waits for that cancellation, so that it can never hit the next user's statement.
 */
export async function openWriteSession(database: Database, signal: AbortSignal | undefined): Promise<WriteSession> {
  const client = await borrow(database, signal)
  let commitSent = false
  let lost: Error | undefined
  let warning: string | undefined
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling ??= cancelStatement(database, client)
  }
  const noteWarning = (notice: { code: string | undefined; message: string | undefined }) => {
    if (commitSent && notice.code === '01000') warning = notice.message
  }
  const noteLoss = (error: Error) => {
    lost ??= error
  }
  signal?.addEventListener('abort', cancel, { once: true })
  client.on('error', noteLoss)
  client.on('notice', noteWarning)
  return {
    client,
    get commitSent() {
      return commitSent
    },
    get lost() {
      return lost
    },
    get warning() {
      return warning
    },
    async begin({ lockMs, statementMs, idleMs }) {
      await client.query(
        `begin isolation level read committed;
         set local lock_timeout = ${lockMs};
         set local statement_timeout = ${statementMs};
         set local idle_in_transaction_session_timeout = ${idleMs}`,
      )
    },
    async commit() {
      signal?.throwIfAborted()
      signal?.removeEventListener('abort', cancel)
      commitSent = true
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw new TransactionRolledBack()
    },
    async close() {
      signal?.removeEventListener('abort', cancel)
      await cancelling
      const clean = await isClean(client)
      client.removeListener('notice', noteWarning)
      client.removeListener('error', noteLoss)
      client.release(!clean)
    },
  }
}

/** A connection that arrives after the signal was aborted goes straight back. */
async function borrow(database: Database, signal: AbortSignal | undefined): Promise<pg.PoolClient> {
  const connecting = database.pool.connect()
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

/** A failed cancellation only means that the statement runs to its end. */
async function cancelStatement(database: Database, client: pg.PoolClient): Promise<void> {
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
