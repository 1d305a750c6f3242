import type { TableSummary } from '../../shared/contract/schemas.ts'
import type { Database } from '../postgres/connection.ts'
import { getTable } from '../postgres/tables.ts'
import { CommandFailure } from './command-failure.ts'

/** The table of that name; throws a CommandFailure of kind `not-found`. */
export async function findTable(database: Database, name: string | undefined): Promise<TableSummary> {
  const table = name === undefined ? undefined : await getTable(database, name)
  if (table === undefined) {
    throw new CommandFailure('not-found', `There is no table named ${JSON.stringify(name ?? '')}.`, {
      lines: ['deltadesk tables lists the tables that there are.'],
    })
  }
  return table
}

/** A version of the table that exists, the head where none is asked for. */
export function existingVersion({ name, head }: TableSummary, version: bigint | undefined): bigint {
  const wanted = version ?? head
  if (wanted >= 0n && wanted <= head) return wanted
  const has = head < 0n ? 'has no version yet' : `has the versions 0 to ${head}`
  const message = version === undefined ? `The table ${name} ${has}.` : `The table ${name} ${has}, not ${version}.`
  throw new CommandFailure('not-found', message)
}
