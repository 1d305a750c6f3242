import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { hashBytes } from '../hash-bytes.ts'
import { checkKey } from '../key.ts'
import type { WrittenStat } from '../writable-store.ts'
import { printS3Address, type S3Address } from './s3-address.ts'
import { forgetS3Client, s3ClientOf } from './s3-client.ts'
import { s3FailureOf, s3RefusalOf } from './s3-failure.ts'

/** A part of an object with what the store says of the whole. */
export interface S3Part extends WrittenStat {
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface S3Page {
  readonly objects: readonly ({ readonly name: string } & WrittenStat)[]
  readonly folders: readonly string[]
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined
}

/** The requests that a table's folder in a bucket needs, one call each, with failures in our words. Keys are relative. */
export interface S3Bucket {
  readonly location: string
  head(key: string): Promise<WrittenStat>
  /** Undefined where nothing lies at `start` or behind it. Fails with `changed` where the object is not `etag`. */
  get(key: string, start: number, end: number, etag?: string): Promise<S3Part | undefined>
  list(folder: string, after: string, page: string | undefined, signal: AbortSignal): Promise<S3Page>
  /**
   * Writes an object under the condition that there is none (`absent`), that it has an etag, or under none; undefined
   * where the condition does not hold.
   */
  put(
    key: string,
    bytes: Uint8Array,
    condition: { readonly absent: true } | { readonly etag: string } | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined>
  delete(key: string, signal: AbortSignal): Promise<void>
}

const PRECONDITION_FAILED = 412
const RANGE_NOT_SATISFIABLE = 416

/** Speaks to the store of an address. */
export function s3Bucket(address: S3Address): S3Bucket {
  const { bucket: Bucket, prefix } = address
  const location = printS3Address(address)
  const client = () => s3ClientOf(address)
  const at = (key: string) => {
    checkKey(key)
    return { Bucket, Key: `${prefix}/${key}` }
  }

  async function failing<T>(key: string, doing: 'read' | 'written', call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error
      const failure = s3FailureOf(error, key, doing)
      if (failure.fault === 'credentials') forgetS3Client(address)
      throw failure
    }
  }

  return {
    location,
    head(key) {
      return failing(key, 'read', async () => {
        const found = await client().send(new HeadObjectCommand(at(key)))
        return statOf({ Size: found.ContentLength, ...found })
      })
    },
    get(key, start, end, etag) {
      return failing(key, 'read', async () => {
        const range = { Range: `bytes=${start}-${end - 1}`, ...(etag === undefined ? {} : { IfMatch: etag }) }
        try {
          const found = await client().send(new GetObjectCommand({ ...at(key), ...range }))
          const bytes = new Uint8Array((await found.Body?.transformToByteArray()) ?? [])
          return { bytes, ...statOf({ Size: wholeSize(found.ContentRange) ?? bytes.length, ...found }) }
        } catch (error) {
          if (s3RefusalOf(error)?.status === RANGE_NOT_SATISFIABLE) return undefined
          throw error
        }
      })
    },
    list(folder, after, page, abortSignal) {
      const Prefix = `${prefix}/${folder}/`
      const input = {
        Bucket,
        Prefix,
        Delimiter: '/',
        EncodingType: 'url' as const,
        ...(after === '' ? {} : { StartAfter: Prefix + after }),
        ...(page === undefined ? {} : { ContinuationToken: page }),
      }
      return failing(folder, 'read', async () => {
        const found = await client().send(new ListObjectsV2Command(input), { abortSignal })
        const plain = found.EncodingType === 'url' ? decode : (name: string) => name
        const nameOf = (key: string | undefined) => plain(key ?? '').slice(Prefix.length)
        return {
          // Some programs mark a folder by an empty object that is called as the folder.
          objects: (found.Contents ?? [])
            .map(object => ({ name: nameOf(object.Key), ...statOf(object) }))
            .filter(({ name }) => name !== ''),
          folders: (found.CommonPrefixes ?? []).map(({ Prefix: key }) => nameOf(key).replace(/\/$/, '')),
          next: found.IsTruncated ? found.NextContinuationToken : undefined,
        }
      })
    },
    put(key, bytes, condition, abortSignal) {
      return failing(key, 'written', async () => {
        const only =
          condition === undefined ? {} : 'absent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }
        const ContentMD5 = (await hashBytes('md5', bytes)).toString('base64')
        const command = new PutObjectCommand({ ...at(key), Body: bytes, ContentMD5, ...only })
        signAs(command, (await hashBytes('sha256', bytes)).toString('hex'))
        try {
          const made = await client().send(command, { abortSignal })
          return made.ETag ?? ''
        } catch (error) {
          if (s3RefusalOf(error)?.status === PRECONDITION_FAILED) return undefined
          throw error
        }
      })
    },
    async delete(key, abortSignal) {
      await failing(key, 'written', () => client().send(new DeleteObjectCommand(at(key)), { abortSignal }))
    },
  }
}

/** Tells the hash that the request is signed with: the SDK would make it at one go, however large the body is. */
function signAs(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    next => async args => {
      const { request } = args
      if (typeof request === 'object' && request !== null && 'headers' in request) {
        Object.assign(Object(request.headers), { 'x-amz-content-sha256': sha256 })
      }
      return next(args)
    },
    { step: 'build', name: 'hashOfBody' },
  )
}

interface S3Stat {
  readonly Size?: number | undefined
  readonly LastModified?: Date | undefined
  readonly ETag?: string | undefined
}

function statOf({ Size, LastModified, ETag }: S3Stat): WrittenStat {
  return { size: Size ?? 0, modificationTime: BigInt(LastModified?.getTime() ?? 0), etag: ETag ?? '' }
}

/** The size of the whole object: the number behind the slash of `bytes 0-99/1234`. */
function wholeSize(contentRange: string | undefined): number | undefined {
  const size = /\/(\d+)$/.exec(contentRange ?? '')?.[1]
  return size === undefined ? undefined : Number(size)
}

function decode(name: string): string {
  return decodeURIComponent(name.replaceAll('+', ' '))
}
