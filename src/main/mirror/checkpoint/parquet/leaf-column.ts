import type { ColumnChunk, CompressionCodec, ParquetType } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { ByteBuffer } from './byte-buffer.ts'
import { compress } from './compress.ts'
import { Levels } from './levels.ts'

/** Where a column stands: how deep it is defined and repeated, and the names on the way to it. */
export interface LeafPlace {
  readonly definition: number
  readonly repetition: number
  readonly path: readonly string[]
  readonly type: ParquetType
}

/** A page ends at the next row when its values have so many bytes or it has so many entries. */
const PAGE_BYTES = 1024 * 1024
const PAGE_ENTRIES = 100_000

/** One column of a row group: entries are appended, pages are compressed as they fill up. */
export class LeafColumn {
  readonly place: LeafPlace
  /** The values of the page; booleans one a byte until the page is closed. */
  readonly values = new ByteBuffer()
  readonly #codec: CompressionCodec
  readonly #definitions: Levels
  readonly #repetitions: Levels
  #pages = new ByteBuffer()
  #entries = 0
  #nulls = 0
  #uncompressed = 0

  constructor(place: LeafPlace, codec: CompressionCodec) {
    this.place = place
    this.#codec = codec
    this.#definitions = new Levels(place.definition)
    this.#repetitions = new Levels(place.repetition)
  }

  /** Bytes that the row group holds on to for this column. */
  get size(): number {
    return this.#pages.size + this.values.size
  }

  /** Begins an entry that is there; its value is appended to `values` next. */
  define(repetition: number): void {
    if (repetition === 0) this.#closeFullPage()
    this.#definitions.push(this.place.definition)
    this.#repetitions.push(repetition)
  }

  /** Entries that end at a null `definition` levels deep. */
  writeNulls(definition: number, repetition: number, count: number): void {
    if (repetition === 0) this.#closeFullPage()
    this.#definitions.fill(definition, count)
    this.#repetitions.fill(repetition, count)
    this.#nulls += count
  }

  /** Ends the row group: the column's pages, and what the file says of them. It starts anew afterwards. */
  close(offset: number): { readonly bytes: Uint8Array; readonly chunk: ColumnChunk } {
    if (this.#definitions.count > 0) this.#closePage()
    const { bytes } = this.#pages
    const chunk: ColumnChunk = {
      file_offset: BigInt(offset),
      meta_data: {
        type: this.place.type,
        encodings: ['PLAIN', 'RLE'],
        path_in_schema: [...this.place.path],
        codec: this.#codec,
        num_values: BigInt(this.#entries),
        total_uncompressed_size: BigInt(this.#uncompressed),
        total_compressed_size: BigInt(bytes.length),
        data_page_offset: BigInt(offset),
        statistics: { null_count: BigInt(this.#nulls) },
      },
    }
    this.#pages = new ByteBuffer()
    this.#entries = 0
    this.#nulls = 0
    this.#uncompressed = 0
    return { bytes, chunk }
  }

  #closeFullPage(): void {
    if (this.values.size >= PAGE_BYTES || this.#definitions.count >= PAGE_ENTRIES) this.#closePage()
  }

  #closePage(): void {
    const entries = this.#definitions.count
    const page = new ByteBuffer()
    this.#repetitions.writeTo(page)
    this.#definitions.writeTo(page)
    if (this.place.type === 'BOOLEAN') packBits(this.values.bytes, page)
    else page.append(this.values.bytes)
    this.values.clear()
    const compressed = compress(this.#codec, page.bytes)
    const header = new ByteWriter()
    writePageHeader(header, {
      type: 'DATA_PAGE',
      uncompressed_page_size: page.size,
      compressed_page_size: compressed.length,
      data_page_header: {
        num_values: entries,
        encoding: 'PLAIN',
        definition_level_encoding: 'RLE',
        repetition_level_encoding: 'RLE',
      },
    })
    this.#pages.append(header.getBytes())
    this.#pages.append(compressed)
    this.#uncompressed += header.offset + page.size
    this.#entries += entries
  }
}

function packBits(values: Uint8Array, out: ByteBuffer): void {
  for (let at = 0; at < values.length; at += 8) {
    let byte = 0
    for (let bit = 0; bit < 8; bit++) byte |= (values[at + bit] ?? 0) << bit
    out.byte(byte)
  }
}
