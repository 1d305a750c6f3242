import { writeSync } from 'node:fs'
import { recycle } from '../../copy/copy-target.ts'
import type { EncodedChunk } from '../../copy/encoded-chunk.ts'
import { RowEncoder } from '../../copy/row-encoder.ts'
import type { CopyFormat } from '../../copy/table-statements.ts'
import { type ActionRows, type ActionTable, actionTable, INSERT_ORDER } from '../../postgres/action-tables.ts'
import type { SpooledChunk, SpooledRows } from './spooled-rows.ts'

/** Where the rows of a commit are laid out, and for which table. */
export interface LayoutPlan {
  /** Descriptor of an open file that nobody else writes to. */
  readonly file: number
  readonly format: CopyFormat
  readonly tableId: string
}

/** Lays rows out as COPY wants them, and puts them into a file as soon as a buffer is full. Blocks its thread. */
export class RowLayout {
  readonly #plan: LayoutPlan
  readonly #encoders = new Map<ActionTable, RowEncoder>()
  readonly #chunks = new Map<ActionTable, SpooledChunk[]>()
  #offset = 0

  constructor(plan: LayoutPlan) {
    this.#plan = plan
  }

  /** Bytes in the file so far. */
  get bytes(): number {
    return this.#offset
  }

  /** Takes the rows; throws RowRefused for one that does not fit into its table. */
  add(rows: ActionRows): void {
    for (const table of INSERT_ORDER) {
      if (rows[table].length === 0) continue
      const encoder = this.#encoderOf(table)
      for (const row of rows[table]) encoder.add(row)
      this.#write(table, encoder.takeFull())
    }
  }

  /** Everything that was laid out; no row may be added afterwards. */
  finish(): SpooledRows {
    for (const [table, encoder] of this.#encoders) {
      this.#write(table, encoder.takeRest())
      encoder.release()
    }
    return this.#chunks
  }

  #encoderOf(table: ActionTable): RowEncoder {
    const known = this.#encoders.get(table)
    if (known) return known
    const { format, tableId } = this.#plan
    const encoder = new RowEncoder(actionTable(table), { format, constants: { table_id: tableId } })
    this.#encoders.set(table, encoder)
    this.#chunks.set(table, [])
    return encoder
  }

  #write(table: ActionTable, chunks: readonly EncodedChunk[]): void {
    for (const chunk of chunks) {
      const { buffer, length, rows } = chunk
      for (let written = 0; written < length; ) {
        written += writeSync(this.#plan.file, buffer, written, length - written, this.#offset + written)
      }
      this.#chunks.get(table)?.push({ offset: this.#offset, length, rows })
      this.#offset += length
      recycle(chunk)
    }
  }
}
