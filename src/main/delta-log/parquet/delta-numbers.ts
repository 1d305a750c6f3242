import { ParquetFailure } from './parquet-failure.ts'

const BLOCK_VALUES_MAX = 1 << 20
const MINIBLOCKS_MAX = 1 << 12

/**
 * Numbers that are stored as differences (parquet's DELTA_BINARY_PACKED), one by one, modulo 2^64. INT32 columns take the
 * low half of them.
 */
export class DeltaNumbers {
  /** How many there are, as the page says; nothing is allocated for them. */
  readonly count: number
  readonly #bytes: Uint8Array
  readonly #miniblocks: number
  readonly #miniblockValues: number
  #at: number
  #given = 0
  #value: bigint
  #minDelta = 0n
  #widths: Uint8Array = NO_WIDTHS
  #miniblock = 0
  #miniblockLeft = 0
  #bits = 0n
  #bitCount = 0n

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#at = start
    const blockValues = Number(this.#varint())
    this.#miniblocks = Number(this.#varint())
    this.count = Number(this.#varint())
    this.#value = this.#zigzag()
    this.#miniblockValues = blockValues / this.#miniblocks
    const isSound = blockValues <= BLOCK_VALUES_MAX && this.#miniblocks <= MINIBLOCKS_MAX
    if (!isSound || !Number.isInteger(this.#miniblockValues / 8) || blockValues === 0) {
      throw new ParquetFailure('page', 'A page of differences says that its blocks have an impossible size.')
    }
  }

  next(): bigint {
    if (this.#given >= this.count) throw tooShort()
    if (this.#given++ > 0) this.#value = BigInt.asIntN(64, this.#value + this.#delta())
    return this.#value
  }

  /** Goes through all that are left and answers where the bytes behind them begin. */
  end(): number {
    while (this.#given < this.count) this.next()
    // A miniblock is written whole, also where its last values do not exist.
    const bitsLeft = this.#miniblockLeft * (this.#widths[this.#miniblock - 1] ?? 0)
    this.#at += Math.ceil((bitsLeft - Number(this.#bitCount)) / 8)
    this.#miniblockLeft = 0
    return this.#at
  }

  #delta(): bigint {
    if (this.#miniblockLeft === 0) this.#startMiniblock()
    this.#miniblockLeft--
    const width = BigInt(this.#widths[this.#miniblock - 1] ?? 0)
    while (this.#bitCount < width) {
      this.#bits |= BigInt(this.#byte()) << this.#bitCount
      this.#bitCount += 8n
    }
    const delta = this.#bits & ((1n << width) - 1n)
    this.#bits >>= width
    this.#bitCount -= width
    return this.#minDelta + delta
  }

  #startMiniblock(): void {
    if (this.#miniblock === this.#widths.length) {
      this.#minDelta = this.#zigzag()
      if (this.#at + this.#miniblocks > this.#bytes.length) throw tooShort()
      this.#widths = this.#bytes.subarray(this.#at, this.#at + this.#miniblocks)
      this.#at += this.#miniblocks
      this.#miniblock = 0
    }
    if ((this.#widths[this.#miniblock] ?? 0) > 64) throw tooShort()
    this.#miniblock++
    this.#miniblockLeft = this.#miniblockValues
    this.#bits = 0n
    this.#bitCount = 0n
  }

  #zigzag(): bigint {
    const value = this.#varint()
    return (value >> 1n) ^ -(value & 1n)
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw tooShort()
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw tooShort()
    return this.#bytes[this.#at++] ?? 0
  }
}

const NO_WIDTHS = new Uint8Array(0)

function tooShort(): ParquetFailure {
  return new ParquetFailure('page', 'A page of differences ends in the middle of its values.')
}
