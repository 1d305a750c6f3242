import type { Leaf, RawValue } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'

/** Hands out the values of a page one by one. */
export interface Values {
  next(): RawValue
}

/** Values as they are, one after the other (parquet's PLAIN encoding). Nothing is decoded before it is asked for. */
export function plainValues(bytes: Uint8Array, start: number, leaf: Leaf): Values {
  const reader = new PlainReader(bytes, start)
  switch (leaf.type) {
    case 'BOOLEAN':
      return { next: () => reader.bit() }
    case 'INT32':
      return { next: () => reader.int32() }
    case 'INT64':
      return { next: () => reader.int64() }
    case 'INT96':
      return { next: () => reader.int96() }
    case 'FLOAT':
      return { next: () => reader.float() }
    case 'DOUBLE':
      return { next: () => reader.double() }
    case 'BYTE_ARRAY':
      return leaf.isText ? { next: () => reader.text(reader.length()) } : { next: () => reader.bytes(reader.length()) }
    case 'FIXED_LEN_BYTE_ARRAY': {
      const length = leaf.element.type_length ?? 0
      return { next: () => reader.bytes(length) }
    }
  }
  return leaf.type satisfies never
}

/** Text that a value's bytes stand for. */
export function textOf(bytes: Uint8Array): string {
  return new PlainReader(bytes, 0).text(bytes.length)
}

class PlainReader {
  readonly #buffer: Buffer
  readonly #view: DataView
  #at: number
  #bitAt = 0

  constructor(bytes: Uint8Array, start: number) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = start
  }

  bit(): boolean {
    const position = this.#at + (this.#bitAt >> 3)
    if (position >= this.#buffer.length) throw tooShort()
    return ((this.#buffer[position] ?? 0) & (1 << (this.#bitAt++ & 7))) !== 0
  }

  int32(): number {
    return this.#view.getInt32(this.#forward(4), true)
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#forward(8), true)
  }

  /** Nanoseconds of a day and the day in the Julian calendar, as Spark once wrote timestamps. */
  int96(): bigint {
    const at = this.#forward(12)
    const day = BigInt(this.#view.getInt32(at + 8, true)) - JULIAN_DAY_OF_1970
    return day * NANOSECONDS_PER_DAY + this.#view.getBigUint64(at, true)
  }

  float(): number {
    return this.#view.getFloat32(this.#forward(4), true)
  }

  double(): number {
    return this.#view.getFloat64(this.#forward(8), true)
  }

  length(): number {
    return this.#view.getUint32(this.#forward(4), true)
  }

  bytes(length: number): Uint8Array {
    const at = this.#forward(length)
    return this.#buffer.subarray(at, at + length)
  }

  text(length: number): string {
    const at = this.#forward(length)
    const text = this.#buffer.toString('utf8', at, at + length)
    if (text.includes('\ufffd') && !isReplacementMeant(this.#buffer.subarray(at, at + length), text)) {
      throw new ParquetFailure('encoding', 'Expected text in UTF-8, found bytes that are none.')
    }
    return text
  }

  #forward(bytes: number): number {
    const at = this.#at
    this.#at += bytes
    if (this.#at > this.#buffer.length) throw tooShort()
    return at
  }
}

const JULIAN_DAY_OF_1970 = 2_440_588n
const NANOSECONDS_PER_DAY = 86_400_000_000_000n

/** Bytes that are no UTF-8 become the replacement character, which is also a character of its own. */
function isReplacementMeant(bytes: Buffer, text: string): boolean {
  return Buffer.from(text, 'utf8').equals(bytes)
}

function tooShort(): ParquetFailure {
  return new ParquetFailure('page', 'A page ends in the middle of its values.')
}
