import { ByteBuffer } from './byte-buffer.ts'

/** Levels of the entries of a page: small numbers, mostly one and the same. Only what differs is written out. */
export class Levels {
  readonly #width: number
  #levels = new Uint8Array(0)
  #count = 0
  /** All levels are the first one so far, and `#levels` does not hold them. */
  #isUniform = true
  #first = 0

  constructor(max: number) {
    this.#width = 32 - Math.clz32(max)
  }

  get count(): number {
    return this.#count
  }

  push(level: number): void {
    if (this.#isUniform && (level === this.#first || this.#count === 0)) {
      this.#first = level
      this.#count++
      return
    }
    this.#spell(this.#count + 1)
    this.#levels[this.#count++] = level
  }

  fill(level: number, count: number): void {
    if (this.#isUniform && (level === this.#first || this.#count === 0)) {
      this.#first = level
      this.#count += count
      return
    }
    this.#spell(this.#count + count)
    if (count === 1) this.#levels[this.#count] = level
    else this.#levels.fill(level, this.#count, this.#count + count)
    this.#count += count
  }

  /** Appends them as a page has them, and forgets them: nothing for a column whose entries are all of level 0. */
  writeTo(page: ByteBuffer): void {
    const [count, isUniform] = [this.#count, this.#isUniform]
    this.#count = 0
    this.#isUniform = true
    if (this.#width === 0) return
    const encoded = new ByteBuffer()
    if (isUniform) encodeRun(this.#first, count, encoded)
    else encodeRuns(this.#levels.subarray(0, count), this.#width, encoded)
    page.int32(encoded.size)
    page.append(encoded.bytes)
  }

  /** Has every level in `#levels`, and room for so many. */
  #spell(least: number): void {
    if (least > this.#levels.length) {
      const larger = new Uint8Array(Math.max(this.#levels.length * 2, least, LEVELS_MIN))
      if (!this.#isUniform) larger.set(this.#levels.subarray(0, this.#count))
      this.#levels = larger
    }
    if (this.#isUniform) this.#levels.fill(this.#first, 0, this.#count)
    this.#isUniform = false
  }
}

const LEVELS_MIN = 1024

function encodeRun(level: number, count: number, out: ByteBuffer): void {
  if (count === 0) return
  out.varint(count << 1)
  out.byte(level)
}

const GROUP = 8

/** Parquet, "Run Length Encoding / Bit-Packing Hybrid": eight or more of one are a run, others are packed in eights. */
export function encodeRuns(levels: Uint8Array, width: number, out: ByteBuffer): void {
  let packedFrom = 0
  let at = 0
  while (at < levels.length) {
    const end = runEnd(levels, at)
    const isLong = end - at >= GROUP
    if (isLong || end === levels.length) {
      const packedTo = isLong ? at : end
      // A packed part holds whole eights; what is missing is taken from the run behind it.
      const missing = packedTo === levels.length ? 0 : (GROUP - ((packedTo - packedFrom) % GROUP)) % GROUP
      pack(levels, packedFrom, packedTo + missing, width, out)
      packedFrom = end
      const runFrom = packedTo + missing
      encodeRun(levels[at] ?? 0, end - runFrom, out)
    }
    at = end
  }
}

function runEnd(levels: Uint8Array, from: number): number {
  const level = levels[from]
  let end = from + 1
  while (end < levels.length && levels[end] === level) end++
  return end
}

function pack(levels: Uint8Array, from: number, to: number, width: number, out: ByteBuffer): void {
  if (from === to) return
  const groups = Math.ceil((to - from) / GROUP)
  out.varint((groups << 1) | 1)
  let [bits, held] = [0, 0]
  for (let at = from; at < from + groups * GROUP; at++) {
    held |= (at < to ? (levels[at] ?? 0) : 0) << bits
    for (bits += width; bits >= 8; bits -= 8) {
      out.byte(held & 0xff)
      held >>>= 8
    }
  }
}
