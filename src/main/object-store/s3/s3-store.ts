import { type ListedObject, ObjectFailure, type ObjectStore, type OpenObject } from '../object-store.ts'
import type { ListedStat, WrittenStat } from '../writable-store.ts'
import type { S3Address } from './s3-address.ts'
import { type S3Bucket, s3Bucket } from './s3-bucket.ts'
import { S3Object } from './s3-object.ts'

/** A table's folder in an S3-compatible store. */
export class S3Store implements ObjectStore {
  readonly location: string
  protected readonly bucket: S3Bucket

  /** Opens a folder in which something lies; fails with `absent` where nothing does, for a store knows no empty folder. */
  static async open(address: S3Address, signal: AbortSignal): Promise<S3Store> {
    const store = new S3Store(address)
    const { objects, folders } = await store.bucket.list('_delta_log', '', undefined, signal)
    if (objects.length > 0 || folders.length > 0) return store
    throw new ObjectFailure('absent', `There is no _delta_log at ${store.location}.`)
  }

  constructor(address: S3Address) {
    this.bucket = s3Bucket(address)
    this.location = this.bucket.location
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<readonly ListedObject[], void> {
    for await (const batch of this.listStats(folder, '', signal)) yield batch.map(({ name, kind }) => ({ name, kind }))
  }

  /** See `WritableStore.listStats`. */
  async *listStats(folder: string, after: string, signal: AbortSignal): AsyncGenerator<readonly ListedStat[], void> {
    let next: string | undefined
    do {
      const page = await this.bucket.list(folder, after, next, signal)
      const folders = page.folders.map(
        name => ({ name, kind: 'folder', size: 0, modificationTime: 0n, etag: '' }) as const,
      )
      yield [...page.objects.map(object => ({ kind: 'file', ...object }) as const), ...folders]
      next = page.next
    } while (next !== undefined)
  }

  stat(key: string): Promise<WrittenStat> {
    return this.bucket.head(key)
  }

  open(key: string): Promise<OpenObject> {
    return S3Object.open(this.bucket, key)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
