import { ParquetFailure } from './parquet-failure.ts'

const STOP = 0
const BYTE = 3
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const STRUCT = 12
const DEPTH_MAX = 32
const ELEMENTS_MAX = 4_000_000
const LIST_ELEMENTS_MAX = 1_000_000

/**
 * Walks over one struct in Thrift's compact protocol without allocating, and answers where it ends: a count that the
 * bytes cannot hold, a depth or a number of elements beyond reason is refused before a parser believes it.
 */
export function checkThrift(view: DataView, offset: number): number {
  return new ThriftWalk(view, offset).struct(0)
}

class ThriftWalk {
  readonly #view: DataView
  #at: number
  #elements = 0

  constructor(view: DataView, at: number) {
    this.#view = view
    this.#at = at
  }

  struct(depth: number): number {
    if (depth > DEPTH_MAX) throw refuse(`nesting deeper than ${DEPTH_MAX} levels`)
    for (;;) {
      const byte = this.#byte()
      const type = byte & 0x0f
      if (type === STOP) return this.#at
      if (byte >> 4 === 0) this.#skipVarint()
      this.#skip(type, depth, false)
    }
  }

  #skip(type: number, depth: number, inList: boolean): void {
    if (++this.#elements > ELEMENTS_MAX) throw refuse(`more than ${ELEMENTS_MAX} elements`)
    if (type < BYTE) {
      if (inList) this.#byte()
    } else if (type === BYTE) this.#byte()
    else if (type < DOUBLE) this.#skipVarint()
    else if (type === DOUBLE) this.#forward(8)
    else if (type === BINARY) this.#forward(this.#length())
    else if (type === LIST) this.#list(depth)
    else if (type === STRUCT) this.struct(depth + 1)
    else throw refuse(`a value of the unknown type ${type}`)
  }

  #list(depth: number): void {
    const byte = this.#byte()
    const size = byte >> 4 === 15 ? this.#length() : byte >> 4
    // Every element takes a byte at least.
    if (size > this.#view.byteLength - this.#at) throw refuse(`a list of ${size} elements in too few bytes`)
    if (size > LIST_ELEMENTS_MAX) throw refuse(`a list of ${size} elements`)
    if (depth > DEPTH_MAX) throw refuse(`nesting deeper than ${DEPTH_MAX} levels`)
    for (let index = 0; index < size; index++) this.#skip(byte & 0x0f, depth + 1, true)
  }

  #length(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw refuse('a length of more than 32 bits')
  }

  #skipVarint(): void {
    for (let bytes = 0; bytes < 10; bytes++) if (this.#byte() < 0x80) return
    throw refuse('a number of more than 64 bits')
  }

  #forward(bytes: number): void {
    this.#at += bytes
    if (this.#at > this.#view.byteLength) throw refuse('a value that ends after its bytes')
  }

  #byte(): number {
    if (this.#at >= this.#view.byteLength) throw refuse('an end in the middle of a struct')
    return this.#view.getUint8(this.#at++)
  }
}

function refuse(what: string): ParquetFailure {
  return new ParquetFailure('footer', `The parquet file's metadata is damaged: ${what}.`)
}
