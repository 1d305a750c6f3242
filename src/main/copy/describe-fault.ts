import pg from 'pg'
import type { CopyFault } from '../../shared/contract/copies.ts'
import {
  COPY_FAULT_FIELDS_MAX,
  COPY_FAULT_TEXT_CHARACTERS_MAX,
  COPY_FAULT_VALUE_BYTES_MAX,
} from '../../shared/limits.ts'
import type { AnyColumn, Column } from './column.ts'
import { placeOf } from './copy-failure.ts'
import { CopyTarget } from './copy-target.ts'
import type { Table } from './define-table.ts'
import { RowRefused } from './refusals.ts'
import type { CopyFormat } from './table-statements.ts'

/** The COPY that failed, as far as its failure needs it. */
export interface FaultyCopy {
  readonly table: Table
  readonly format: CopyFormat
  /** The row to blame, where it is known. */
  readonly row: object | undefined
}

/** What went wrong with a COPY, with the row, the column and the value's bytes where one is to blame. */
export function describeFault(error: unknown, { table, format, row }: FaultyCopy): CopyFault {
  const place = error instanceof RowRefused ? error : placeOf(error)
  const column = place?.column ?? null
  return {
    ...describeError(error),
    table: table.name,
    row: place?.row ?? null,
    column,
    value: row && column !== null ? describeValue(table, format, row, column) : null,
    fields: row ? describeRow(table, row) : [],
  }
}

/** What went wrong outside of any COPY. */
export function describeError(error: unknown): CopyFault {
  const known = error instanceof pg.DatabaseError ? error : undefined
  return {
    message: error instanceof Error ? error.message : String(error),
    table: known?.table ?? null,
    sqlState: known?.code ?? null,
    constraint: known?.constraint ?? null,
    detail: known?.detail ?? null,
    hint: known?.hint ?? null,
    row: null,
    column: null,
    value: null,
    fields: [],
  }
}

function describeValue(table: Table, format: CopyFormat, row: object, column: string): CopyFault['value'] {
  const type = table.columns[column]
  const value = fieldOf(row, column)
  if (type === undefined) return null
  if (value === null || value === undefined) return { text: 'null', hex: null, bytes: 0, sent: false }
  const laidOut = layOut(type, format, value)
  const bytes = laidOut ?? Buffer.from(String(value), 'utf8')
  const hex = bytes.subarray(0, COPY_FAULT_VALUE_BYTES_MAX).toString('hex')
  return { text: shortened(value), hex, bytes: bytes.length, sent: laidOut !== undefined }
}

/** The value's bytes on the wire; undefined where its column refuses it. */
function layOut(type: AnyColumn, format: CopyFormat, value: unknown): Buffer | undefined {
  // The column judges for itself what it is given; its type is lost with the table's.
  const { write, print } = type as unknown as Column<unknown>
  const target = new CopyTarget()
  try {
    if (format === 'text') return Buffer.from(print(value), 'utf8')
    write(target, value)
    return Buffer.concat(target.takeRest().map(({ buffer, length }) => buffer.subarray(FRAME_BYTES, length))).subarray(
      LENGTH_BYTES,
    )
  } catch {
    return undefined
  } finally {
    target.release()
  }
}

function describeRow(table: Table, row: object): CopyFault['fields'] {
  return table.columnNames
    .filter(column => fieldOf(row, column) !== undefined)
    .slice(0, COPY_FAULT_FIELDS_MAX)
    .map(column => ({ column, text: shortened(fieldOf(row, column)) }))
}

function fieldOf(row: object, column: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[column]
}

function shortened(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)
  return text.length > COPY_FAULT_TEXT_CHARACTERS_MAX ? `${text.slice(0, COPY_FAULT_TEXT_CHARACTERS_MAX)}…` : text
}

const FRAME_BYTES = 5
const LENGTH_BYTES = 4
