import { ObjectFailure, type OpenObject } from './object-store.ts'

/** A part of an open object as an object of its own; the whole stays open. */
export class RangeObject implements OpenObject {
  readonly size: number
  readonly modificationTime: bigint
  readonly #whole: OpenObject
  readonly #start: number

  constructor(whole: OpenObject, start: number, size: number, modificationTime: bigint) {
    this.#whole = whole
    this.#start = start
    this.size = size
    this.modificationTime = modificationTime
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (end > this.size) throw new ObjectFailure('damaged', 'An entry of the archive was read beyond its end.')
    return this.#whole.read(this.#start + start, this.#start + end)
  }

  verify(): Promise<void> {
    return this.#whole.verify()
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Bytes in memory as an object. */
export class BytesObject implements OpenObject {
  readonly size: number
  readonly modificationTime: bigint
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, modificationTime: bigint) {
    this.#bytes = bytes
    this.size = bytes.length
    this.modificationTime = modificationTime
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(this.#bytes.subarray(start, end))
  }

  async verify(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
