import { ACTION_TABLES, type ActionRows, type ActionTable, INSERT_ORDER } from './action-tables.ts'

export interface DescribedWrite {
  readonly table: ActionTable
  readonly statement: string
  readonly columns: readonly string[]
  readonly count: number
}

/** How the rows of a version travel, in order, for people to read: by COPY from `copyRowsMin` rows of one table on. */
export function describeWrites(rows: ActionRows, copyRowsMin: number): DescribedWrite[] {
  return INSERT_ORDER.flatMap(table => {
    const count = rows[table].length
    if (count === 0) return []
    const columns = Object.keys(ACTION_TABLES[table])
    const names = `(table_id, ${columns.join(', ')})`
    const statement =
      count >= copyRowsMin
        ? `copy ${table} ${names} from stdin (format binary)`
        : `insert into ${table} ${names} values ${count === 1 ? '(…)' : `(…), … ${count} rows`}`
    return [{ table, statement, columns, count }]
  })
}

/** The statement that makes a version one, in short. */
export function describeRecord(version: bigint): string {
  const head = `update dl_tables set current_version = ${version} where table_id = … and current_version = ${version - 1n}`
  return `with head as (${head} returning table_id) insert into dl_table_versions … select … from head`
}
