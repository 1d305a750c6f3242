import { sqlStateOf } from './sqlstate.ts'

/** What the database user was not allowed. */
export interface Denial {
  /** Of our tables; null where it was something else. */
  readonly relation: string | null
  readonly sqlState: string
}

const INSUFFICIENT_PRIVILEGE = '42501'

/** Reads whether a statement failed for want of a privilege. Names of tables are the same in every language of a server. */
export function denialOf(error: unknown): Denial | undefined {
  const sqlState = sqlStateOf(error)
  if (sqlState !== INSUFFICIENT_PRIVILEGE || !(error instanceof Error)) return undefined
  return { relation: /\bdl_[a-z_]+/.exec(error.message)?.[0] ?? null, sqlState }
}
