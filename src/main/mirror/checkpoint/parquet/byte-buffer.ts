const FIRST_BYTES = 4096
const UTF8_BYTES_PER_UNIT = 3
const TWO_TO_32 = 2 ** 32

/** Bytes that grow at their end; numbers are little-endian, as parquet has them. */
export class ByteBuffer {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** What was appended so far. It shares memory with this buffer, so it lasts until the next change. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size)
  }

  clear(): void {
    this.#size = 0
  }

  byte(value: number): void {
    const at = this.#grow(1)
    this.#bytes[at] = value
  }

  int32(value: number): void {
    const at = this.#grow(4)
    this.#bytes.writeInt32LE(value, at)
  }

  int64(value: bigint): void {
    const at = this.#grow(8)
    this.#bytes.writeBigInt64LE(value, at)
  }

  /** A whole number that a double holds exactly. */
  safeInt64(value: number): void {
    const at = this.#grow(8)
    this.#bytes.writeInt32LE(value | 0, at)
    this.#bytes.writeInt32LE(Math.floor(value / TWO_TO_32), at + 4)
  }

  float(value: number): void {
    const at = this.#grow(4)
    this.#bytes.writeFloatLE(value, at)
  }

  double(value: number): void {
    const at = this.#grow(8)
    this.#bytes.writeDoubleLE(value, at)
  }

  append(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** UTF-8 behind its length in four bytes. */
  text(value: string): void {
    const at = this.#grow(4 + value.length * UTF8_BYTES_PER_UNIT)
    const length = this.#bytes.write(value, at + 4, 'utf8')
    this.#bytes.writeInt32LE(length, at)
    this.#size = at + 4 + length
  }

  varint(value: number): void {
    let rest = value
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    this.byte(rest)
  }

  /** Makes room and tells where; afterwards `#bytes` may be another buffer. */
  #grow(by: number): number {
    const at = this.#size
    this.#size = at + by
    if (this.#size <= this.#bytes.length) return at
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#size))
    larger.set(this.#bytes.subarray(0, at))
    this.#bytes = larger
    return at
  }
}
