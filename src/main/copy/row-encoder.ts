import { type Chunk, CopyTarget } from './copy-target.ts'
import type { Table } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import { type RowMapper, rowMapper } from './row-mapper.ts'
import type { CopyFormat } from './table-statements.ts'

export interface EncoderOptions {
  readonly format?: CopyFormat | undefined
  /** Values of columns that are the same in every row; rows need not have them. */
  readonly constants?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Lays out rows for a COPY that somebody else sends, now or later, here or from another thread: `CopyWriter.writeEncoded`
 * takes the chunks in their order. Throws RowRefused for a row that does not fit; nothing of that row is kept.
 */
export class RowEncoder {
  readonly #target = new CopyTarget()
  readonly #mapper: RowMapper
  #rows = 0
  #rowsTaken = 0

  constructor(table: Table, { format = 'binary', constants }: EncoderOptions = {}) {
    this.#mapper = rowMapper(table, format, constants)
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows
  }

  /** Bytes of content so far. */
  get bytes(): number {
    return this.#target.contentBytes
  }

  add(row: object): void {
    this.#mapper.writeRow(this.#target, row, this.#rows)
    this.#rows++
  }

  /** The chunks that are full; theirs are the buffers from now on. */
  takeFull(): EncodedChunk[] {
    return this.#target.hasFullChunks ? this.#counted(this.#target.takeFullChunks()) : []
  }

  /** Everything that is left. More rows may follow. */
  takeRest(): EncodedChunk[] {
    return this.#counted(this.#target.takeRest())
  }

  /** Gives the buffers back that were not taken; the encoder cannot be used afterwards. */
  release(): void {
    this.#target.release()
  }

  /** Rows count where the last chunk of a taking ends: whoever reads on has all chunks before it. */
  #counted(chunks: readonly Chunk[]): EncodedChunk[] {
    const rows = this.#rows - this.#rowsTaken
    if (chunks.length > 0) this.#rowsTaken = this.#rows
    return chunks.map((chunk, index) => ({ ...chunk, rows: index === chunks.length - 1 ? rows : 0 }))
  }
}
