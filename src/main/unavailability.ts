import { ConnectFailure } from './postgres/connect-failure.ts'

export interface Unavailability {
  /** One sentence for people. */
  readonly reason: string
  readonly sqlState: string | null
}

/** Reads whether an error means that the database is out of reach, as opposed to a mistake in what it was asked. */
export function unavailability(error: unknown): Unavailability | undefined {
  if (error instanceof ConnectFailure) return { reason: error.message, sqlState: error.sqlState ?? null }
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const sentence = code && SENTENCES[code]
  if (sentence) return { reason: `${sentence} (${code}).`, sqlState: SQL_STATE.test(code) ? code : null }
  if (LOST.test(error.message)) return { reason: 'The connection to the database was lost.', sqlState: null }
  return undefined
}

const SQL_STATE = /^[0-9A-Z]{5}$/
/** What pg says without any code when a connection ends under a query or the pool cannot make one in time. */
const LOST =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect|^Cannot use a pool after calling end/

const SENTENCES: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: 'The database server does not accept connections',
  ECONNRESET: 'The connection to the database was lost',
  EPIPE: 'The connection to the database was lost',
  ETIMEDOUT: 'The database server does not answer',
  EHOSTUNREACH: 'The database server cannot be reached',
  ENETUNREACH: 'The database server cannot be reached',
  ENOTFOUND: 'The host of the database server cannot be found',
  EAI_AGAIN: 'The host of the database server cannot be found',
  '08000': 'The connection to the database was lost',
  '08003': 'The connection to the database was lost',
  '08006': 'The connection to the database was lost',
  '25P03': 'The server ended the connection',
  '53300': 'The server has no free connection',
  '57P01': 'The database server is shutting down or ended the connection',
  '57P02': 'The database server crashed and is restarting',
  '57P03': 'The database server is starting up or shutting down',
}
