import { ObjectFailure } from '../object-store.ts'
import type { CreateOptions, Creation, PreparedObject, ReplaceOptions, WritableStore } from '../writable-store.ts'
import { checkWrittenName } from '../written-names.ts'
import { probeExclusive } from './probe-exclusive.ts'
import { S3Store } from './s3-store.ts'

/**
 * A table's folder in an S3-compatible store, whose log can be written to. An object is made by one conditional PUT, so it
 * is whole and exclusive at once; the store decides its time. Whether the store honours the condition is probed before
 * the first object is made; one that does not is refused.
 */
export class WritableS3Store extends S3Store implements WritableStore {
  readonly createsWhole = true

  /** Fails with `refused` where the store does not honour `If-None-Match`. */
  async probe(signal: AbortSignal): Promise<void> {
    await probeExclusive(this.bucket, signal)
  }

  /** S3 User Guide, "Preventing object overwrites with conditional writes". */
  async createOnly(key: string, bytes: Uint8Array, _options: CreateOptions, signal: AbortSignal): Promise<Creation> {
    checkWrittenName(key, 'create')
    signal.throwIfAborted()
    await this.probe(signal)
    const etag = await this.bucket.put(key, bytes, { absent: true }, signal)
    return etag === undefined ? { kind: 'exists' } : { kind: 'created', etag }
  }

  /** Nothing can be done ahead: a PUT is visible as soon as it is there. */
  async prepare(key: string, bytes: Uint8Array, options: CreateOptions, _signal: AbortSignal): Promise<PreparedObject> {
    checkWrittenName(key, 'create')
    return { create: signal => this.createOnly(key, bytes, options, signal), async [Symbol.asyncDispose]() {} }
  }

  async replace(key: string, bytes: Uint8Array, { seen }: ReplaceOptions, signal: AbortSignal): Promise<string> {
    checkWrittenName(key, 'replace', seen)
    signal.throwIfAborted()
    // A store that ignores the condition is refused by the probe, but only for making objects: so the etag is looked at too.
    const isSeen = seen === undefined || (await this.bucket.head(key)).etag === seen
    const condition = seen === undefined ? undefined : { etag: seen }
    const etag = isSeen ? await this.bucket.put(key, bytes, condition, signal) : undefined
    if (etag !== undefined) return etag
    throw new ObjectFailure('changed', `${key} is another object than the one that was to be replaced.`)
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    checkWrittenName(key, 'remove')
    signal.throwIfAborted()
    await this.bucket.delete(key, signal)
  }

  async removeCommit(key: string, signal: AbortSignal): Promise<void> {
    checkWrittenName(key, 'remove commit')
    signal.throwIfAborted()
    await this.bucket.delete(key, signal)
  }

  /** A store keeps nothing of a PUT that did not end. */
  async sweep(): Promise<number> {
    return 0
  }
}
