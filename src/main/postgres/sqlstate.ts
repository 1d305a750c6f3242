import pg from 'pg'
import { ACTION_TABLES } from './action-tables.ts'

/** What an error of the database means to us; matched by code and constraint, never by message. */
export type DatabaseSignal =
  /** The version is recorded already (C2). */
  | 'version-taken'
  /** The head is not the version that the new one was to follow (C2). */
  | 'head-moved'
  /** This very commit is recorded already (C4). */
  | 'commit-repeated'
  | 'table-name-taken'
  /** A file that is live was added again. */
  | 'file-already-live'
  /** The database itself kept a promise. */
  | 'promise-kept'
  /** Nobody's fault: the same work may succeed when it is done again. */
  | 'retryable'
  | 'cancelled'
  | 'timeout'
  | 'unavailable'
  | 'read-only'

/** SQLSTATEs that our own triggers raise, by the promise that they keep. */
export const PROMISE_BY_SQLSTATE = {
  DLC01: 'C1',
  DLC03: 'C3',
  DLC07: 'C7',
} as const

export const UNIQUE_VIOLATION = '23505'
const NOT_NULL_VIOLATION = '23502'

const SIGNAL_BY_UNIQUE_CONSTRAINT: Readonly<Record<string, DatabaseSignal | undefined>> = {
  dl_table_versions_pkey: 'version-taken',
  dl_table_versions_commit_id_key: 'commit-repeated',
  dl_tables_name_key: 'table-name-taken',
  dl_add_files_live: 'file-already-live',
  ...Object.fromEntries(Object.keys(ACTION_TABLES).map(table => [`${table}_pkey`, 'version-taken'])),
}

const SIGNAL_BY_CODE: Readonly<Record<string, DatabaseSignal | undefined>> = {
  '40001': 'retryable', // serialization_failure
  '40P01': 'retryable', // deadlock_detected
  '53000': 'retryable', // insufficient_resources
  '53200': 'retryable', // out_of_memory
  '57014': 'cancelled', // query_canceled; a statement_timeout has the same code
  '55P03': 'timeout', // lock_not_available
  '25P03': 'timeout', // idle_in_transaction_session_timeout
  '25P04': 'timeout', // transaction_timeout
  '25006': 'read-only', // read_only_sql_transaction
  '53300': 'unavailable', // too_many_connections
  '57P01': 'unavailable', // admin_shutdown
  '57P02': 'unavailable', // crash_shutdown
  '57P03': 'unavailable', // cannot_connect_now
  '57P05': 'unavailable', // idle_session_timeout
}

/** Codes of node's sockets and names: the server was not reached, or the way to it broke. */
const SOCKET_CODE = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)$/

/** Undefined where the error is not one that we act on. */
export function signalOf(error: unknown): DatabaseSignal | undefined {
  const { code, constraint, table, column } = errorCodes(error)
  if (code === undefined) return undefined
  if (code === UNIQUE_VIOLATION) return SIGNAL_BY_UNIQUE_CONSTRAINT[constraint ?? '']
  // How the statement that records a version fails where there is no head for it to advance.
  if (code === NOT_NULL_VIOLATION && table === 'dl_table_versions' && column === 'table_id') return 'head-moved'
  if (code in PROMISE_BY_SQLSTATE) return 'promise-kept'
  if (code.startsWith('08') || SOCKET_CODE.test(code)) return 'unavailable'
  return SIGNAL_BY_CODE[code]
}

/** True where the same work may be done again as it is. */
export function isRetryable(error: unknown): boolean {
  const signal = signalOf(error)
  return signal === 'retryable' || signal === 'timeout' || signal === 'unavailable'
}

export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** The constraint that a statement has violated, one of our own guards included. */
export function constraintOf(error: unknown): string | undefined {
  return errorCodes(error).constraint
}

interface ErrorCodes {
  readonly code?: string | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
}

function errorCodes(error: unknown): ErrorCodes {
  if (error instanceof pg.DatabaseError) return error
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return { code: error.code }
  return {}
}
