import type pg from 'pg'
import { VALUES_ROWS_MAX } from '../../shared/limits.ts'
import { copyEncoded } from '../copy/copy-encoded.ts'
import { placeOf } from '../copy/copy-failure.ts'
import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import { readTextRows } from '../copy/read-encoded-rows.ts'
import { type ActionTable, actionTable, INSERT_ORDER } from './action-tables.ts'
import { blameOrdinal } from './blame-action.ts'
import { findActionRow } from './find-action-row.ts'
import { insertFields, type RowTransport, retireFiles } from './write-actions.ts'

/** Rows of one version that were laid out before: in the format of their transport, as text where it knows no COPY. */
export interface LaidOutRows {
  /** Tables that have rows. */
  has(table: ActionTable): boolean
  bytes(table: ActionTable): number
  /** From the first row on; may be asked for again. */
  chunks(table: ActionTable): AsyncIterable<EncodedChunk>
}

/**
 * As `insertActions`, for the rows of one version that were laid out before: memory does not grow with them. `readded`
 * gives the keys of live files that the version adds again.
 */
export async function insertLaidOut(
  client: pg.ClientBase,
  { tableId, version }: { readonly tableId: string; readonly version: bigint },
  rows: LaidOutRows,
  readded: Iterable<readonly string[]>,
  transport: Omit<RowTransport, 'copyRowsMin'>,
): Promise<void> {
  for (const fileKeys of readded) {
    transport.signal?.throwIfAborted()
    await retireFiles(
      client,
      tableId,
      fileKeys.map(fileKey => ({ fileKey, version })),
    )
  }
  if (transport.copyFormat !== 'none') {
    await keepInMemory(
      client,
      Math.max(...INSERT_ORDER.filter(table => rows.has(table)).map(table => rows.bytes(table))),
    )
  }
  for (const table of INSERT_ORDER) {
    if (!rows.has(table)) continue
    transport.signal?.throwIfAborted()
    await sendLaidOut(client, table, rows, transport)
  }
}

/** What the guards look at once a COPY has ended waits in memory and not in a file of the server, unless it is very much. */
async function keepInMemory(client: pg.ClientBase, bytes: number): Promise<void> {
  const wanted = bytes * STORED_PER_SENT
  if (wanted < WORK_BYTES_USUAL || wanted > GUARDED_BYTES_MAX) return
  await client.query(
    `select set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), $1::int8) / 1024 || 'kB', true)`,
    [wanted],
  )
}

const STORED_PER_SENT = 2
/** Of the server's memory for one commit. */
const GUARDED_BYTES_MAX = 64 * 1024 * 1024
/** PostgreSQL's own setting. */
const WORK_BYTES_USUAL = 4 * 1024 * 1024

async function sendLaidOut(
  client: pg.ClientBase,
  table: ActionTable,
  rows: LaidOutRows,
  { copyFormat, signal, observer }: Omit<RowTransport, 'copyRowsMin'>,
): Promise<void> {
  if (copyFormat === 'none') return insertByValues(client, table, rows, signal)
  const target = actionTable(table)
  const rowAt = (row: number) => findActionRow(rows.chunks(table), target, copyFormat, row)
  try {
    await copyEncoded(client, target, rows.chunks(table), { format: copyFormat, signal, observer, rowAt })
  } catch (error) {
    const place = placeOf(error)
    if (place === undefined) throw error
    const row = await rowAt(place.row)
    throw blameOrdinal(error, row?.ordinal)
  }
}

async function insertByValues(
  client: pg.ClientBase,
  table: ActionTable,
  rows: LaidOutRows,
  signal: AbortSignal | undefined,
): Promise<void> {
  const columns = actionTable(table).columnNames
  let batch: (string | null)[][] = []
  for await (const fields of readTextRows(rows.chunks(table))) {
    batch.push(fields)
    if (batch.length < VALUES_ROWS_MAX) continue
    signal?.throwIfAborted()
    await insertFields(client, table, columns, batch)
    batch = []
  }
  if (batch.length > 0) await insertFields(client, table, columns, batch)
}
