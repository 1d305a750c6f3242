import { ObjectFailure, type OpenObject } from '../object-store.ts'
import type { S3Bucket, S3Part } from './s3-bucket.ts'

/** What the first request brings; a small object is whole with it. */
const FIRST_BYTES = 256 * 1024

/** An object of a bucket, held to the etag that it had when it was opened: every part is of the same whole. */
export class S3Object implements OpenObject {
  readonly size: number
  readonly modificationTime: bigint
  readonly #bucket: S3Bucket
  readonly #key: string
  readonly #etag: string
  readonly #first: Uint8Array<ArrayBuffer>

  static async open(bucket: S3Bucket, key: string): Promise<S3Object> {
    const first = await bucket.get(key, 0, FIRST_BYTES)
    return new S3Object(bucket, key, first ?? { bytes: new Uint8Array(), ...(await bucket.head(key)) })
  }

  private constructor(bucket: S3Bucket, key: string, { bytes, size, modificationTime, etag }: S3Part) {
    this.#bucket = bucket
    this.#key = key
    this.#etag = etag
    this.#first = bytes
    this.size = size
    this.modificationTime = modificationTime
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (end > this.size) throw this.#changed()
    if (end <= start) return new Uint8Array()
    if (end <= this.#first.length) return this.#first.slice(start, end)
    const part = await this.#bucket.get(this.#key, start, end, this.#etag)
    if (part?.etag !== this.#etag || part.bytes.length !== end - start) throw this.#changed()
    return part.bytes
  }

  /** Nothing to do: each part was held to the etag. */
  async verify(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  #changed(): ObjectFailure {
    return new ObjectFailure('changed', `${this.#key} was written to while it was read.`)
  }
}
