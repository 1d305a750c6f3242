import { ConnectFailure } from './postgres/connect-failure.ts'
import { signalOf, sqlStateOf } from './postgres/sqlstate.ts'

export interface Unavailability {
  /** One sentence for people. */
  readonly reason: string
  readonly sqlState: string | null
}

/** Reads whether an error means that the database is out of reach, as opposed to a mistake in what it was asked. */
export function unavailability(error: unknown): Unavailability | undefined {
  if (error instanceof ConnectFailure) return { reason: error.message, sqlState: error.sqlState ?? null }
  if (!(error instanceof Error)) return undefined
  if (signalOf(error) === 'unavailable') {
    const code = 'code' in error ? String(error.code) : 'no code'
    const sentence = SENTENCES[code] ?? 'The connection to the database was lost'
    return { reason: `${sentence} (${code}).`, sqlState: sqlStateOf(error) ?? null }
  }
  if (LOST.test(error.message)) return { reason: 'The connection to the database was lost.', sqlState: null }
  return undefined
}

/** What pg says, without any code, when a connection ends under a query or the pool cannot make one in time. */
const LOST =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect|^Cannot use a pool after calling end/

const SENTENCES: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: 'The database server does not accept connections',
  ETIMEDOUT: 'The database server does not answer',
  EHOSTUNREACH: 'The database server cannot be reached',
  ENETUNREACH: 'The database server cannot be reached',
  ENOTFOUND: 'The host of the database server cannot be found',
  EAI_AGAIN: 'The host of the database server cannot be found',
  '53300': 'The database server has no free connection',
  '57P01': 'The database server ended the connection',
  '57P02': 'The database server crashed and is restarting',
  '57P03': 'The database server is starting up or shutting down',
}
