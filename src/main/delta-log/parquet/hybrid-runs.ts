import { ParquetFailure } from './parquet-failure.ts'

/**
 * Numbers in parquet's hybrid of run lengths and bit packing, one by one: a run of any length costs no memory. Levels
 * and positions in a dictionary are stored so.
 */
export class HybridRuns {
  readonly #bytes: Uint8Array
  readonly #end: number
  readonly #width: number
  #at: number
  #left = 0
  #isPacked = false
  #value = 0
  /** Bits read from the bytes and not handed out yet, lowest first. */
  #bits = 0
  #bitCount = 0

  constructor(bytes: Uint8Array, start: number, end: number, width: number) {
    if (width > MAX_WIDTH || end > bytes.length || start > end) throw damaged()
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.#width = width
  }

  next(): number {
    if (this.#width === 0) return 0
    while (this.#left === 0) this.#startRun()
    this.#left--
    return this.#isPacked ? this.#unpack() : this.#value
  }

  #startRun(): void {
    const header = this.#varint()
    this.#isPacked = (header & 1) === 1
    if (this.#isPacked) {
      this.#left = Math.floor(header / 2) * 8
      this.#bits = 0
      this.#bitCount = 0
      return
    }
    this.#left = Math.floor(header / 2)
    this.#value = 0
    const bytes = (this.#width + 7) >> 3
    for (let index = 0; index < bytes; index++) this.#value += this.#byte() * 2 ** (8 * index)
  }

  /** Widths up to 24 bits fit into 32 together with the rest of a byte; wider ones take the slow way. */
  #unpack(): number {
    const width = this.#width
    if (width > 24) return this.#unpackWide()
    while (this.#bitCount < width) {
      this.#bits |= this.#byte() << this.#bitCount
      this.#bitCount += 8
    }
    const value = this.#bits & ((1 << width) - 1)
    this.#bits >>>= width
    this.#bitCount -= width
    return value
  }

  #unpackWide(): number {
    let value = 0
    for (let bit = 0; bit < this.#width; bit++) {
      if (this.#bitCount === 0) {
        this.#bits = this.#byte()
        this.#bitCount = 8
      }
      value += (this.#bits & 1) * 2 ** bit
      this.#bits >>>= 1
      this.#bitCount--
    }
    return value
  }

  #varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw damaged()
  }

  /** The last run may be cut short where its rest is padding, which nobody asks for. */
  #byte(): number {
    if (this.#at >= this.#end) throw damaged()
    return this.#bytes[this.#at++] ?? 0
  }
}

const MAX_WIDTH = 32

function damaged(): ParquetFailure {
  return new ParquetFailure('page', 'The levels or dictionary positions of a page end too early.')
}
