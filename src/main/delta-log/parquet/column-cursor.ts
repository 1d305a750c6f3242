import type { ColumnMetaData, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { PARQUET_PAGE_BYTES_MAX, PARQUET_PAGE_RATIO_MAX, PARQUET_PAGE_SMALL_BYTES } from '../../../shared/limits.ts'
import { checkThrift } from './check-thrift.ts'
import { decompress } from './decompress.ts'
import { encodedValues, readDictionary } from './encoded-values.ts'
import { HybridRuns } from './hybrid-runs.ts'
import type { Leaf, RawValue } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'
import type { Values } from './plain-values.ts'

/**
 * Walks over one column of a row group, page by page and value by value. `definition` and `repetition` are the levels of
 * the entry that it stands on; behind the last one `isAtEnd` is true and both are 0.
 */
export class ColumnCursor {
  definition = 0
  repetition = 0
  isAtEnd = false
  readonly #leaf: Leaf
  readonly #column: ColumnMetaData
  readonly #view: DataView
  readonly #bytes: Uint8Array
  #at = 0
  /** Entries of the column and of the page that were not stepped on yet. */
  #left: number
  #pageLeft = 0
  #definitions: HybridRuns | undefined
  #repetitions: HybridRuns | undefined
  #values: Values | undefined
  #dictionary: RawValue[] | undefined

  constructor(leaf: Leaf, column: ColumnMetaData, bytes: Uint8Array) {
    this.#leaf = leaf
    this.#column = column
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#left = Number(column.num_values)
    this.advance()
  }

  /** Steps on the next entry. An entry that is defined has a value, which has to be taken first. */
  advance(): void {
    while (this.#pageLeft === 0) {
      if (this.#left <= 0) {
        this.isAtEnd = true
        this.definition = 0
        this.repetition = 0
        return
      }
      this.#readPage()
    }
    this.#pageLeft--
    this.#left--
    this.repetition = this.#repetitions ? this.#repetitions.next() : 0
    this.definition = this.#definitions ? this.#definitions.next() : this.#leaf.maxDefinition
  }

  /** The value of an entry that is defined to the full; once for each entry. */
  take(): RawValue {
    if (!this.#values) throw new ParquetFailure('page', 'A column has a value before its first page.')
    return this.#values.next()
  }

  #readPage(): void {
    const header = this.#readHeader()
    const { compressed_page_size: compressedSize, uncompressed_page_size: size } = header
    this.#checkSizes(compressedSize, size)
    const compressed = this.#bytes.subarray(this.#at, this.#at + compressedSize)
    this.#at += compressedSize
    if (header.type === 'DICTIONARY_PAGE') {
      const page = decompress(this.#column.codec, compressed, size)
      this.#dictionary = readDictionary(page, header.dictionary_page_header?.num_values ?? -1, this.#leaf)
    } else if (header.type === 'DATA_PAGE') {
      this.#startPage(header, decompress(this.#column.codec, compressed, size))
    } else if (header.type === 'DATA_PAGE_V2') {
      this.#startPageV2(header, compressed)
    } else if (header.type !== 'INDEX_PAGE') {
      throw new ParquetFailure('page', 'A page is of a kind that parquet does not have.')
    }
  }

  #readHeader(): PageHeader {
    if (this.#at >= this.#bytes.length) {
      throw new ParquetFailure('page', `A column ends ${this.#left} entries too early.`)
    }
    const end = checkThrift(this.#view, this.#at)
    const header = parquetHeader({ view: this.#view, offset: this.#at })
    this.#at = end
    return header
  }

  #checkSizes(compressed: number, size: number): void {
    if (!(compressed >= 0 && compressed <= this.#bytes.length - this.#at) || !(size >= 0)) {
      throw new ParquetFailure('page', 'A page is larger than its column.')
    }
    const isGrown = size > PARQUET_PAGE_SMALL_BYTES && size > compressed * PARQUET_PAGE_RATIO_MAX
    if (size > PARQUET_PAGE_BYTES_MAX || isGrown) {
      const message = `A page of ${compressed} bytes wants to become ${size}, more than a checkpoint's page ever is.`
      throw new ParquetFailure('too-large', message)
    }
  }

  #startPage(header: PageHeader, page: Uint8Array): void {
    const data = header.data_page_header
    const count = data?.num_values ?? -1
    this.#checkCount(count)
    const { maxDefinition, maxRepetition } = this.#leaf
    let at = 0
    const runs = (max: number, levelEncoding: string | undefined): HybridRuns | undefined => {
      if (max === 0) return undefined
      if (levelEncoding !== 'RLE')
        throw new ParquetFailure('encoding', 'Levels in plain bit packing are not supported.')
      const length = at + 4 <= page.length ? new DataView(page.buffer, page.byteOffset + at).getUint32(0, true) : -1
      const start = at + 4
      at = start + length
      if (length < 0 || at > page.length) throw new ParquetFailure('page', 'The levels of a page end after the page.')
      return new HybridRuns(page, start, at, bitWidth(max))
    }
    this.#repetitions = runs(maxRepetition, data?.repetition_level_encoding)
    this.#definitions = runs(maxDefinition, data?.definition_level_encoding)
    this.#open(count, data?.encoding, page, at)
  }

  #startPageV2(header: PageHeader, bytes: Uint8Array): void {
    const page = header.data_page_header_v2
    const count = page?.num_values ?? -1
    const repetitionBytes = page?.repetition_levels_byte_length ?? -1
    const definitionBytes = page?.definition_levels_byte_length ?? -1
    this.#checkCount(count)
    const levelBytes = repetitionBytes + definitionBytes
    if (repetitionBytes < 0 || definitionBytes < 0 || levelBytes > bytes.length) {
      throw new ParquetFailure('page', 'The levels of a page end after the page.')
    }
    const { maxDefinition, maxRepetition } = this.#leaf
    this.#repetitions =
      maxRepetition > 0 ? new HybridRuns(bytes, 0, repetitionBytes, bitWidth(maxRepetition)) : undefined
    this.#definitions =
      maxDefinition > 0 ? new HybridRuns(bytes, repetitionBytes, levelBytes, bitWidth(maxDefinition)) : undefined
    const rest = bytes.subarray(levelBytes)
    const size = header.uncompressed_page_size - levelBytes
    if (size < 0) throw new ParquetFailure('page', 'The levels of a page are larger than the page.')
    const values = page?.is_compressed === false ? rest : decompress(this.#column.codec, rest, size)
    this.#open(count, page?.encoding, values, 0)
  }

  #checkCount(count: number): void {
    if (!(count >= 0 && count <= this.#left)) {
      throw new ParquetFailure('page', `A page says that it has ${count} entries, its column has ${this.#left} left.`)
    }
  }

  #open(count: number, encoding: PageEncoding, page: Uint8Array, at: number): void {
    if (encoding === undefined) throw new ParquetFailure('encoding', 'A page does not say how its values are encoded.')
    this.#pageLeft = count
    this.#values = encodedValues(encoding, page, at, this.#leaf, this.#dictionary)
  }
}

type PageEncoding = NonNullable<PageHeader['data_page_header']>['encoding'] | undefined

function bitWidth(max: number): number {
  return 32 - Math.clz32(max)
}
