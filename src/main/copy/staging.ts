import type { Table } from './define-table.ts'
import { quotedName, quoteIdentifier } from './table-statements.ts'

/** A temporary table of the session that rows pass on their way, so that those that are there already can be left out. */
export interface Staging {
  /** Takes the COPY; it has the columns that are sent and no constraint. */
  readonly table: Table
  /** Makes it, once a session; its rows go with each transaction. */
  readonly createStatement: string
  /** Moves every row that does not violate a unique constraint of the real table. */
  readonly moveStatement: string
}

export function stagingOf(table: Table): Staging {
  const staging = { ...table, schema: 'pg_temp', name: `${table.name.slice(0, NAME_MAX)}_staging` }
  const columns = table.columnNames.map(quoteIdentifier).join(', ')
  return {
    table: staging,
    createStatement: `create temporary table if not exists ${quoteIdentifier(staging.name)} on commit delete rows
      as select ${columns} from ${quotedName(table)} with no data`,
    moveStatement: `insert into ${quotedName(table)} (${columns})
      select ${columns} from ${quotedName(staging)} on conflict do nothing`,
  }
}

/** PostgreSQL cuts names off at 63 bytes. */
const NAME_MAX = 40
