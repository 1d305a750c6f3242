import type { CompressionCodec, FileMetaData, RowGroup } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { Column, Shape } from './column.ts'

const MAGIC = new TextEncoder().encode('PAR1')

/** A row group is closed at so many rows, or when its compressed pages have so many bytes. */
const GROUP_ROWS = 200_000
const GROUP_BYTES = 64 * 1024 * 1024
/** How often the size of a row group is looked at. */
const CHECK_ROWS = 1_024

/**
 * A parquet file of rows that each have a value in one top-level column and null in the others. Memory holds what is
 * compressed already, and the pages that are being filled.
 */
export class ParquetFile<T> {
  readonly #columns: readonly Column<T>[]
  readonly #parts: Uint8Array[] = [MAGIC]
  readonly #groups: RowGroup[] = []
  /** Rows of the group up to which each column was written: nulls are added when the next value comes. */
  readonly #written: number[]
  #offset = MAGIC.length
  #groupRows = 0
  #rows = 0

  constructor(shapes: readonly Shape<T>[], codec: CompressionCodec) {
    this.#columns = shapes.map(shape => shape({ definition: 0, repetition: 0, path: [], codec }))
    this.#written = this.#columns.map(() => 0)
  }

  get rows(): number {
    return this.#rows
  }

  /** A row whose only value is that of the column at `index`. */
  write(index: number, value: T): void {
    this.#catchUp(index)
    this.#columns[index]?.write(value, 0)
    this.#written[index] = ++this.#groupRows
    this.#rows++
    if (this.#groupRows % CHECK_ROWS === 0 && this.#isGroupFull()) this.#closeGroup()
  }

  /** Ends the file and gives it whole. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#groupRows > 0) this.#closeGroup()
    const metadata: Omit<FileMetaData, 'metadata_length'> = {
      version: 1,
      created_by: 'Deltadesk',
      schema: [
        { name: 'spark_schema', num_children: this.#columns.length },
        ...this.#columns.flatMap(({ elements }) => elements),
      ],
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
    }
    const footer = new ByteWriter()
    writeMetadata(footer, { ...metadata, metadata_length: 0 })
    this.#push(new Uint8Array(footer.getBytes()))
    this.#push(MAGIC)
    return joined(this.#parts, this.#offset)
  }

  #catchUp(index: number): void {
    const missing = this.#groupRows - (this.#written[index] ?? 0)
    if (missing > 0) this.#columns[index]?.writeNulls(0, 0, missing)
  }

  #isGroupFull(): boolean {
    if (this.#groupRows >= GROUP_ROWS) return true
    let bytes = 0
    for (const { leaves } of this.#columns) for (const leaf of leaves) bytes += leaf.size
    return bytes >= GROUP_BYTES
  }

  #closeGroup(): void {
    const start = this.#offset
    const columns: RowGroup['columns'] = []
    let uncompressed = 0n
    for (const [index, { leaves }] of this.#columns.entries()) {
      this.#catchUp(index)
      this.#written[index] = 0
      for (const leaf of leaves) {
        const { bytes, chunk } = leaf.close(this.#offset)
        this.#push(bytes)
        columns.push(chunk)
        uncompressed += chunk.meta_data?.total_uncompressed_size ?? 0n
      }
    }
    this.#groups.push({
      columns,
      total_byte_size: uncompressed,
      num_rows: BigInt(this.#groupRows),
      total_compressed_size: BigInt(this.#offset - start),
    })
    this.#groupRows = 0
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#offset += bytes.length
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
