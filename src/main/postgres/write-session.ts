import pg from 'pg'
import { borrow, cancelStatement } from './cancel-statement.ts'
import type { Database } from './connection.ts'
import { gatherWrites } from './gather-writes.ts'
import { together } from './together.ts'
import { isClean, TransactionRolledBack } from './transaction.ts'

/** How long the server lets a transaction wait for a lock, run one statement, idle between two, and last; milliseconds. */
export interface WriteLimits {
  readonly lockMs: number
  readonly statementMs: number
  readonly idleMs: number
  /** Kept by servers from version 17 on; none where undefined. */
  readonly transactionMs?: number | undefined
}

export type Isolation = 'read committed' | 'serializable'

/** What a statement is sent on. */
export type Connection = pg.ClientBase

/** A borrowed connection for one attempt to commit. */
export interface WriteSession {
  readonly client: pg.ClientBase
  /** Statements may be sent before those before them are answered. */
  readonly pipelined: boolean
  /** What is sent from here to the end of this turn of the event loop leaves as one. */
  gather(): void
  /** Begins a transaction under these limits. */
  begin(isolation: Isolation, limits: WriteLimits): Promise<void>
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
  /** Rolls back what is open, so that the connection can be asked again; false where it cannot. */
  rollback(): Promise<boolean>
  /** Rolls back what is open and gives the connection back; one that is not clean afterwards is thrown away. */
  close(): Promise<void>
}

/**
 * Borrows a connection for a commit, a pipelined one where statements are to travel together. As long as COMMIT was not sent, an aborted `signal` cancels the running statement
 * from a second connection; `close` waits for that cancellation, so that it can never hit the next user's statement.
 */
export async function openWriteSession(
  database: Database,
  { pipelined }: { readonly pipelined: boolean },
  signal: AbortSignal | undefined,
): Promise<WriteSession> {
  const client = await borrow(pipelined ? { pool: database.pipelined } : database, signal)
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
  const rollback = async () => {
    signal?.removeEventListener('abort', cancel)
    await cancelling
    return isClean(client)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  client.on('error', noteLoss)
  client.on('notice', noteWarning)
  return {
    client,
    pipelined,
    get commitSent() {
      return commitSent
    },
    get lost() {
      return lost
    },
    get warning() {
      return warning
    },
    gather: () => gatherWrites(client),
    async begin(isolation, limits) {
      gatherWrites(client)
      const settings = settingsOf(limits, database.capabilities.serverVersion)
      const begun = together(
        client,
        () => client.query(`begin isolation level ${isolation}`),
        () =>
          client.query({ name: `limits_${settings.length}`, text: setStatement(settings), values: settings.flat() }),
      )
      await begun.catch(error => {
        // A connection may die between the pool's hand and ours, when nobody listens; the first statement meets it.
        if (!(error instanceof pg.DatabaseError)) noteLoss(error)
        throw error
      })
    },
    async commit() {
      signal?.throwIfAborted()
      signal?.removeEventListener('abort', cancel)
      commitSent = true
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw new TransactionRolledBack()
    },
    rollback,
    async close() {
      const clean = await rollback()
      client.removeListener('notice', noteWarning)
      client.removeListener('error', noteLoss)
      client.release(!clean)
    },
  }
}

/** The first version that watches over a whole transaction. */
const TRANSACTION_TIMEOUT_VERSION = 170_000

function settingsOf(limits: WriteLimits, serverVersion: number): readonly [name: string, value: string][] {
  const settings: [string, string][] = [
    ['lock_timeout', String(limits.lockMs)],
    ['statement_timeout', String(limits.statementMs)],
    ['idle_in_transaction_session_timeout', String(limits.idleMs)],
  ]
  if (limits.transactionMs !== undefined && serverVersion >= TRANSACTION_TIMEOUT_VERSION) {
    settings.push(['transaction_timeout', String(limits.transactionMs)])
  }
  return settings
}

function setStatement(settings: readonly unknown[]): string {
  const calls = settings.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
  return `select ${calls.join(', ')}`
}
