import { type Amendment, amendRows } from '../copy/amend-rows.ts'
import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import { RowEncoder } from '../copy/row-encoder.ts'
import { emptyActionRows } from '../log/action-rows.ts'
import { type ActionRows, type ActionTable, actionTable, INSERT_ORDER } from '../postgres/action-tables.ts'
import type { EncodedTables, RowTransport } from '../postgres/write-actions.ts'

export interface RowLayout {
  readonly tableId: string
  readonly transport: Pick<RowTransport, 'copyRowsMin' | 'copyFormat'>
}

/** Rows of a batch that were laid out, of one table. */
interface LaidOut {
  readonly encoder: RowEncoder
  readonly chunks: EncodedChunk[]
}

/**
 * The rows of several versions. With a layout they are laid out for their COPY as soon as there are enough of a table, so
 * that few of them are ever held as objects.
 */
export class BatchedRows {
  readonly #layout: RowLayout | undefined
  readonly #laidOut = new Map<ActionTable, LaidOut>()
  /** Where each add that was laid out ends. */
  #addEnds: number[] = []
  #retired: { readonly add: number; readonly version: bigint }[] = []
  /** Rows that are not laid out yet; new ones are put at the end. */
  open = emptyActionRows()

  constructor(layout?: RowLayout) {
    this.#layout = layout?.transport.copyFormat === 'none' ? undefined : layout
  }

  /** Adds of the batch so far. */
  get adds(): number {
    return this.#addEnds.length + this.open.dl_add_files.length
  }

  /** A file of the batch is not live any more, by the number of its add in the batch. */
  retire(add: number, version: bigint): void {
    const row = this.open.dl_add_files[add - this.#addEnds.length]
    if (row) retireOpen(row, version)
    else this.#retired.push({ add, version })
  }

  /** Lays rows out where there are enough of them. */
  settle(): void {
    const rowsMin = this.#layout?.transport.copyRowsMin ?? Number.POSITIVE_INFINITY
    for (const table of INSERT_ORDER) if (this.open[table].length >= rowsMin) this.#layOut(table)
  }

  /** Gives the batch and begins a new one. */
  take(): { readonly rows: ActionRows; readonly encoded: EncodedTables } {
    const encoded: EncodedTables = {}
    for (const [table, { encoder, chunks }] of this.#laidOut) {
      this.#layOut(table)
      chunks.push(...encoder.takeRest())
      encoder.release()
      encoded[table] = { rows: encoder.rows, chunks: table === 'dl_add_files' ? this.#amended(chunks) : chunks }
    }
    const rows = this.open
    this.#laidOut.clear()
    this.#addEnds = []
    this.#retired = []
    this.open = emptyActionRows()
    return { rows, encoded }
  }

  #layOut(table: ActionTable): void {
    const { encoder, chunks } = this.#laidOutOf(table)
    const rows = this.open[table]
    for (const row of rows) {
      encoder.add(row)
      if (table === 'dl_add_files') this.#addEnds.push(encoder.bytes)
    }
    rows.length = 0
    chunks.push(...encoder.takeFull())
  }

  #laidOutOf(table: ActionTable): LaidOut {
    const known = this.#laidOut.get(table)
    if (known) return known
    const { tableId, format } = this.#copy
    const encoder = new RowEncoder(actionTable(table), { format, constants: { table_id: tableId } })
    const laidOut = { encoder, chunks: [] }
    this.#laidOut.set(table, laidOut)
    return laidOut
  }

  #amended(chunks: readonly EncodedChunk[]): EncodedChunk[] {
    const amendments: Amendment[] = this.#retired
      .toSorted((a, b) => a.add - b.add)
      .map(({ add, version }) => ({ rowEnd: this.#addEnds[add] ?? 0, value: version }))
    return amendRows(chunks, amendments, this.#copy.format)
  }

  get #copy(): { readonly tableId: string; readonly format: 'binary' | 'text' } {
    const { tableId, transport } = this.#layout ?? {}
    if (tableId === undefined || !transport || transport.copyFormat === 'none') throw new Error('rows have no layout')
    return { tableId, format: transport.copyFormat }
  }
}

/** The one field of a row that changes after the row was made. */
function retireOpen(row: { removed_version: bigint | null }, version: bigint): void {
  row.removed_version = version
}
