import { ACTION_TABLES } from '../src/main/postgres/action-tables.ts'
import type { Database } from '../src/main/postgres/connection.ts'

const TABLES = [...Object.keys(ACTION_TABLES), 'dl_table_versions']

/**
 * Everything that is stored of a table up to a version, as text; what a later commit may change (the head and
 * `removed_version`) is left out.
 */
export async function storedHistory(database: Database, tableId: string, upTo: bigint): Promise<readonly string[]> {
  const parts = TABLES.map(
    table => `select '${table} ' || (to_jsonb(r) - 'removed_version')::text as row from ${table} r
                where table_id = $1 and version <= $2`,
  )
  const { rows } = await database.pool.query<{ row: string }>(
    `select row from (${parts.join(' union all ')}) all_rows order by row`,
    [tableId, upTo],
  )
  return rows.map(({ row }) => row)
}

/** Rows of a version in any table, and the head. */
export async function tracesOf(
  database: Database,
  tableId: string,
  version: bigint,
): Promise<{ rows: number; retired: number; head: bigint }> {
  const counts = TABLES.map(table => `(select count(*) from ${table} where table_id = $1 and version = $2)`)
  const { rows } = await database.pool.query<{ rows: number; retired: number; head: bigint }>(
    `select (${counts.join(' + ')})::int4 as rows,
            (select count(*) from dl_add_files where table_id = $1 and removed_version = $2)::int4 as retired,
            (select current_version from dl_tables where table_id = $1) as head`,
    [tableId, version],
  )
  const [row] = rows
  if (row === undefined) throw new Error('counting gave no row')
  return row
}
