import type pg from 'pg'
import { VALUES_PARAMETERS_MAX, VALUES_ROWS_MAX } from '../../shared/limits.ts'
import { ACTION_TABLES, type ActionRows, type ActionTable } from './action-tables.ts'

/** A live file that loses its place although no remove names it at that version, or before the triggers see one. */
export interface Retirement {
  readonly fileKey: string
  /** The version that retires the file. */
  readonly version: bigint
}

/** Removes come first and adds last, so that the file that an add replaces is live no more when the add arrives. */
const INSERT_ORDER: readonly ActionTable[] = [
  'dl_remove_files',
  'dl_metadata_updates',
  'dl_protocol_updates',
  'dl_txn_actions',
  'dl_cdc_files',
  'dl_domain_metadata',
  'dl_other_actions',
  'dl_add_files',
]

/**
 * Inserts the actions of one or several versions inside the caller's transaction, at most `VALUES_ROWS_MAX` rows a
 * statement. `retirements` name stored live files that the actions retire besides what the database finds by itself.
 */
export async function insertActions(
  client: pg.ClientBase,
  tableId: string,
  rows: ActionRows,
  retirements: readonly Retirement[],
): Promise<void> {
  await retireFiles(client, tableId, retirements)
  for (const table of INSERT_ORDER) await insertRows(client, tableId, table, rows[table])
}

async function retireFiles(client: pg.ClientBase, tableId: string, retirements: readonly Retirement[]): Promise<void> {
  if (retirements.length === 0) return
  const { rowCount } = await client.query(
    `update dl_add_files a set removed_version = n.version
       from unnest($2::uuid[], $3::int8[]) n (file_key, version)
       where a.table_id = $1 and a.file_key = n.file_key and a.removed_version is null and a.version < n.version`,
    [tableId, retirements.map(({ fileKey }) => fileKey), retirements.map(({ version }) => version)],
  )
  assertWritten('dl_add_files', retirements.length, rowCount)
}

async function insertRows<T extends ActionTable>(
  client: pg.ClientBase,
  tableId: string,
  table: T,
  rows: ActionRows[T],
): Promise<void> {
  const columns = Object.keys(ACTION_TABLES[table])
  const rowsMax = Math.min(VALUES_ROWS_MAX, Math.floor((VALUES_PARAMETERS_MAX - 1) / columns.length))
  for (let start = 0; start < rows.length; start += rowsMax) {
    const chunk: readonly Readonly<Record<string, unknown>>[] = rows.slice(start, start + rowsMax)
    const values = [tableId, ...chunk.flatMap(row => columns.map(column => row[column]))]
    const { rowCount } = await client.query(insertStatement(table, columns, chunk.length), values)
    assertWritten(table, chunk.length, rowCount)
  }
}

function insertStatement(table: ActionTable, columns: readonly string[], rowCount: number): string {
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const parameters = columns.map((_, column) => `$${row * columns.length + column + 2}`)
    return `($1, ${parameters.join(', ')})`
  })
  return `insert into ${table} (table_id, ${columns.join(', ')}) values ${rows.join(', ')}`
}

function assertWritten(table: string, expected: number, written: number | null): void {
  if (written !== expected) throw new Error(`${table}: ${expected} rows were sent and ${written} written`)
}
