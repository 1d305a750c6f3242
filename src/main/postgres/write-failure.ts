import pg from 'pg'
import { isRetryable } from './sqlstate.ts'

/** An error of the database as data. */
export interface DatabaseFailure {
  readonly sqlState: string | null
  readonly message: string
  readonly constraint: string | null
  readonly table: string | null
  readonly detail: string | null
  readonly hint: string | null
  /** The same work may be done again as it is. */
  readonly retryable: boolean
  /** The server ended the session with it. */
  readonly fatal: boolean
}

/** What the server said; undefined where the error is not the server's. */
export function readDatabaseFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  return {
    sqlState: error.code ?? null,
    message: error.message,
    constraint: error.constraint ?? null,
    table: error.table ?? null,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    retryable: isRetryable(error),
    fatal: error.severity === 'FATAL' || error.severity === 'PANIC',
  }
}
