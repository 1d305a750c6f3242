import type pg from 'pg'
import { VALUES_PARAMETERS_MAX, VALUES_ROWS_MAX } from '../../shared/limits.ts'
import { copyEncoded } from '../copy/copy-encoded.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import { copyUntypedRows } from '../copy/copy-writer.ts'
import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import type { CopyFormat } from '../copy/table-statements.ts'
import { ACTION_TABLES, type ActionRows, type ActionTable, actionTable, INSERT_ORDER } from './action-tables.ts'
import { blameAction } from './blame-action.ts'
import { RowsMiscounted } from './rows-miscounted.ts'
import { isPipelined, together } from './together.ts'

/** A live file that loses its place although no remove names it at that version, or before the triggers see one. */
export interface Retirement {
  readonly fileKey: string
  /** The version that retires the file. */
  readonly version: bigint
}

/** How rows travel: by `values`, or from so many rows of one table on by COPY where the server has it. */
export interface RowTransport {
  readonly copyRowsMin: number
  readonly copyFormat: CopyFormat | 'none'
  /** Ends a COPY under way. */
  readonly signal?: AbortSignal | undefined
  readonly observer?: CopyObserver | undefined
}

/** Rows that are laid out already, for the COPY of this transport and for the caller's table. */
export interface EncodedRows {
  readonly rows: number
  readonly chunks: readonly EncodedChunk[]
}

export type EncodedTables = Partial<Record<ActionTable, EncodedRows>>

const BY_VALUES: RowTransport = { copyRowsMin: Number.POSITIVE_INFINITY, copyFormat: 'none' }

/**
 * Inserts the actions of one or several versions inside the caller's transaction, by `values` at most `VALUES_ROWS_MAX`
 * rows a statement. `retirements` name stored live files that the actions retire besides what the database finds by itself.
 * A table of `encoded` has its rows there.
 */
export async function insertActions(
  client: pg.ClientBase,
  tableId: string,
  rows: ActionRows,
  retirements: readonly Retirement[],
  transport: RowTransport = BY_VALUES,
  encoded: EncodedTables = {},
): Promise<void> {
  await together(
    client,
    () => retireFiles(client, tableId, retirements),
    ...INSERT_ORDER.map(table => async () => {
      const laidOut = encoded[table]
      if (laidOut) await sendEncoded(client, table, laidOut, transport)
      await sendRows(client, tableId, table, rows[table], 'log', transport)
    }),
  )
}

/**
 * Sends the actions of one version to temporary tables of the session, where they are in nobody's way; they are gone when
 * the caller's transaction ends. `insertStagedActions` gives them to the log.
 */
export async function stageActions(
  client: pg.ClientBase,
  tableId: string,
  rows: ActionRows,
  transport: RowTransport = BY_VALUES,
): Promise<void> {
  const filled = INSERT_ORDER.filter(table => rows[table].length > 0)
  await together(
    client,
    ...filled.map(table => () => makeStage(client, table)),
    ...filled.map(table => () => sendRows(client, tableId, table, rows[table], 'stage', transport)),
  )
}

/** As `insertActions`, for actions that were staged in the same transaction. */
export async function insertStagedActions(
  client: pg.ClientBase,
  tableId: string,
  rows: ActionRows,
  retirements: readonly Retirement[],
): Promise<void> {
  const filled = INSERT_ORDER.filter(table => rows[table].length > 0)
  await together(
    client,
    () => retireFiles(client, tableId, retirements),
    ...filled.map(table => () => insertFromStage(client, table, rows[table].length)),
  )
}

/** The schema is named, so that no table of the log can be taken for it. */
function stageOf(table: ActionTable): string {
  return `pg_temp.${stageName(table)}`
}

function stageName(table: ActionTable): string {
  return `staged_${table}`
}

async function makeStage(client: pg.ClientBase, table: ActionTable): Promise<void> {
  await client.query(`create temporary table if not exists ${stageOf(table)} (like ${table}) on commit delete rows`)
}

async function insertFromStage(client: pg.ClientBase, table: ActionTable, expected: number): Promise<void> {
  const { rowCount } = await client.query(`insert into ${table} select * from ${stageOf(table)}`)
  assertWritten(table, expected, rowCount)
}

/** Ends the lives of stored files that the database would not find by itself. */
export async function retireFiles(
  client: pg.ClientBase,
  tableId: string,
  retirements: readonly Retirement[],
): Promise<void> {
  if (retirements.length === 0) return
  const { rowCount } = await client.query(
    `update dl_add_files a set removed_version = n.version
       from unnest($2::uuid[], $3::int8[]) n (file_key, version)
       where a.table_id = $1 and a.file_key = n.file_key and a.removed_version is null and a.version < n.version`,
    [tableId, retirements.map(({ fileKey }) => fileKey), retirements.map(({ version }) => version)],
  )
  assertWritten('dl_add_files', retirements.length, rowCount)
}

/** A pipelined connection carries no COPY; what goes over it is small. */
async function sendRows<T extends ActionTable>(
  client: pg.ClientBase,
  tableId: string,
  table: T,
  rows: ActionRows[T],
  to: 'log' | 'stage',
  { copyRowsMin, copyFormat, signal, observer }: RowTransport,
): Promise<void> {
  if (copyFormat === 'none' || rows.length === 0 || rows.length < copyRowsMin || isPipelined(client)) {
    await insertRows(client, tableId, table, rows, to === 'log' ? table : stageOf(table))
    return
  }
  const target = actionTable(table)
  const copied = to === 'log' ? target : { ...target, schema: 'pg_temp', name: stageName(table) }
  try {
    const constants = { table_id: tableId }
    await copyUntypedRows(client, copied, rows, { format: copyFormat, constants, signal, observer })
  } catch (error) {
    throw blameAction(error, rows)
  }
}

async function sendEncoded(
  client: pg.ClientBase,
  table: ActionTable,
  { rows, chunks }: EncodedRows,
  { copyFormat, signal, observer }: RowTransport,
): Promise<void> {
  if (copyFormat === 'none') throw new Error('rows were laid out for a server without COPY')
  const copied = await copyEncoded(client, actionTable(table), chunks, { format: copyFormat, signal, observer })
  assertWritten(table, rows, copied.rows)
}

async function insertRows<T extends ActionTable>(
  client: pg.ClientBase,
  tableId: string,
  table: T,
  rows: ActionRows[T],
  into: string,
): Promise<void> {
  const columns = Object.keys(ACTION_TABLES[table])
  const rowsMax = Math.min(VALUES_ROWS_MAX, Math.floor((VALUES_PARAMETERS_MAX - 1) / columns.length))
  const chunks = Array.from({ length: Math.ceil(rows.length / rowsMax) }, (_, index) =>
    rows.slice(index * rowsMax, (index + 1) * rowsMax),
  )
  await together(client, ...chunks.map(chunk => () => insertChunk(client, tableId, into, columns, chunk)))
}

async function insertChunk(
  client: pg.ClientBase,
  tableId: string,
  table: string,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const { rowCount } = await client.query({
    // Most commits have a few rows in each of a few tables; their statements are planned once a connection.
    ...(rows.length <= NAMED_ROWS_MAX && { name: `insert_${rows.length}_${table}` }),
    text: insertStatement(table, columns, rows.length),
    values: [tableId, ...rows.flatMap(row => columns.map(column => row[column]))],
  })
  assertWritten(table, rows.length, rowCount)
}

/** Inserts rows of text fields, as COPY knows them, by `values`; `columns` are theirs. */
export async function insertFields(
  client: pg.ClientBase,
  table: ActionTable,
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const places = rows.map(
    (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
  )
  const text = `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`
  const { rowCount } = await client.query(text, rows.flat())
  assertWritten(table, rows.length, rowCount)
}

const NAMED_ROWS_MAX = 4

function insertStatement(table: string, columns: readonly string[], rowCount: number): string {
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const parameters = columns.map((_, column) => `$${row * columns.length + column + 2}`)
    return `($1, ${parameters.join(', ')})`
  })
  return `insert into ${table} (table_id, ${columns.join(', ')}) values ${rows.join(', ')}`
}

function assertWritten(table: string, expected: number, written: number | null): void {
  if (written !== expected) throw new RowsMiscounted(table, expected, written)
}
