/** Buffers of one size that are used again instead of being collected: a stream of any length needs only a few. */
export class BufferPool {
  readonly bufferBytes: number
  readonly #keptMax: number
  readonly #free: Buffer[] = []

  constructor(bufferBytes: number, keptMax: number) {
    this.bufferBytes = bufferBytes
    this.#keptMax = keptMax
  }

  /** The content is whatever it was. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.bufferBytes)
  }

  /** Takes back a buffer that nobody reads any more; one of another size is left to the collector. */
  give(buffer: Buffer): void {
    if (buffer.length === this.bufferBytes && this.#free.length < this.#keptMax) this.#free.push(buffer)
  }
}
