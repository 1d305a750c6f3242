import type { FileHandle } from 'node:fs/promises'
import { ObjectFailure, type OpenObject, type StoreFault } from './object-store.ts'
import { reasonInWords, systemReason } from './system-reason.ts'

/** The system reads less than two gigabytes at a time. */
const READ_BYTES_MAX = 1024 * 1024 * 1024

/** A regular file of this computer, open for reading; disposing of it closes the handle. */
export class OpenFile implements OpenObject {
  readonly size: number
  readonly modificationTime: bigint
  readonly #handle: FileHandle
  readonly #key: string
  readonly #modifiedNs: bigint

  /** Takes the handle over, unless it fails. */
  static async of(handle: FileHandle, key: string): Promise<OpenFile> {
    const stats = await handle.stat({ bigint: true })
    if (!stats.isFile()) throw new ObjectFailure('refused', `Expected a regular file at ${key}.`)
    return new OpenFile(handle, key, Number(stats.size), stats.mtimeMs, stats.mtimeNs)
  }

  private constructor(handle: FileHandle, key: string, size: number, modificationTime: bigint, modifiedNs: bigint) {
    this.#handle = handle
    this.#key = key
    this.#modifiedNs = modifiedNs
    this.size = size
    this.modificationTime = modificationTime
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, end - start))
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await this.#handle
        .read(bytes, at, Math.min(bytes.length - at, READ_BYTES_MAX), start + at)
        .catch((error: unknown) => Promise.reject(failureOf(error, this.#key)))
      if (bytesRead === 0) throw this.#changed()
      at += bytesRead
    }
    return bytes
  }

  async verify(): Promise<void> {
    const { size, mtimeNs } = await this.#handle.stat({ bigint: true })
    if (Number(size) !== this.size || mtimeNs !== this.#modifiedNs) throw this.#changed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }

  #changed(): ObjectFailure {
    return new ObjectFailure('changed', `${this.#key} was written to while it was read.`)
  }
}

/** A failure of the system in our words; anything else is a mistake of this program, and thrown as it is. */
export function failureOf(error: unknown, key: string): ObjectFailure {
  return systemFailure(error, key, 'unreadable')
}

/** The same for an object that was to be written. */
export function writeFailureOf(error: unknown, key: string): ObjectFailure {
  return systemFailure(error, key, 'unwritable')
}

function systemFailure(error: unknown, key: string, kind: 'unreadable' | 'unwritable'): ObjectFailure {
  if (error instanceof ObjectFailure) return error
  if (!(error instanceof Error && 'code' in error)) throw error
  const reason = systemReason(error)
  if (reason === 'ENOENT' || reason === 'ENOTDIR') return new ObjectFailure('absent', `There is nothing at ${key}.`)
  if (reason === 'ELOOP') return new ObjectFailure('refused', `Expected a regular file at ${key}, found a link.`)
  const done = kind === 'unreadable' ? 'read' : 'written'
  return new ObjectFailure(kind, `${key} cannot be ${done}: ${reasonInWords(error)}.`, FAULTS[reason] ?? 'other')
}

const FAULTS: Readonly<Record<string, StoreFault | undefined>> = {
  EACCES: 'credentials',
  EPERM: 'credentials',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EFBIG: 'no-space',
  EROFS: 'read-only',
  ETIMEDOUT: 'network',
  ECONNRESET: 'network',
  EHOSTDOWN: 'network',
  ENOTCONN: 'network',
  ESTALE: 'network',
  EIO: 'network',
  EAGAIN: 'throttled',
  EBUSY: 'throttled',
  EMFILE: 'throttled',
  ENFILE: 'throttled',
}
