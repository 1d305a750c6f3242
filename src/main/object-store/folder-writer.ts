import { randomUUID } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ObjectFailure } from './object-store.ts'
import { systemReason } from './system-reason.ts'
import type { CreateOptions } from './writable-store.ts'

/** What a system answers where a folder has no hard links: exFAT, many network and user-space file systems. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'EMLINK', 'EXDEV'])

const DRAFT = /^\.\d{20}\..*\.[0-9a-f-]{36}\.tmp$|^\.(?:_last_checkpoint|[0-9a-f-]{36}\.parquet)\.[0-9a-f-]{36}\.tmp$/

/** Whether a name is one of the temporary names that files have until they are whole. */
export function isDraftName(name: string): boolean {
  return DRAFT.test(name)
}

/**
 * A file that is whole and durable under a temporary name. Linked under its own name it is there or not after any crash,
 * as soon as its folder is synced. Disposing takes the temporary name away.
 */
export class FileDraft implements AsyncDisposable {
  readonly #path: string
  /** Of the file, which a link shares. */
  readonly stats: BigIntStats

  /** Writes the draft of the file that is to be at `path`. */
  static async write(path: string, bytes: Uint8Array, options: CreateOptions): Promise<FileDraft> {
    const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
    const file = await open(draft, 'wx')
    try {
      return new FileDraft(draft, await fill(file, bytes, options))
    } catch (error) {
      await unlink(draft)
      throw error
    }
  }

  private constructor(path: string, stats: BigIntStats) {
    this.#path = path
    this.stats = stats
  }

  /** Gives the file its name where no file has it; `rename` would replace. */
  async link(path: string): Promise<'created' | 'exists' | 'no-links'> {
    try {
      await link(this.#path, path)
      return 'created'
    } catch (error) {
      const reason = systemReason(error)
      if (reason === 'EEXIST') return 'exists'
      if (NO_LINKS.has(reason)) return 'no-links'
      throw error
    }
  }

  /** Puts the file in place of another one; the draft is gone then. */
  async replace(path: string): Promise<void> {
    await rename(this.#path, path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unlink(this.#path).catch(error => {
      if (systemReason(error) !== 'ENOENT') throw error
    })
  }
}

/** Makes a file where there are no links: exclusive, but a crash may leave the beginning of the file under its name. */
export async function openNewFile(
  path: string,
  bytes: Uint8Array,
  options: CreateOptions,
): Promise<'created' | 'exists'> {
  let file: FileHandle
  try {
    file = await open(path, 'wx')
  } catch (error) {
    if (systemReason(error) === 'EEXIST') return 'exists'
    throw error
  }
  try {
    await fill(file, bytes, options)
  } catch (error) {
    await unlink(path)
    throw error
  }
  await syncFolder(dirname(path))
  return 'created'
}

/** Puts a whole file in place of another one. `check` is the last that happens before. */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  options: CreateOptions,
  check: () => Promise<void>,
): Promise<void> {
  await using draft = await FileDraft.write(path, bytes, options)
  await check()
  await draft.replace(path)
  await syncFolder(dirname(path))
}

/** The inode of a folder that is one itself and no link; made where it is missing, but never the folder that it lies in. */
export async function ensureFolder(path: string): Promise<bigint> {
  const found = await lstat(path, { bigint: true }).catch(error => {
    if (systemReason(error) === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) {
    await mkdir(path).catch(error => {
      if (systemReason(error) !== 'EEXIST') throw error
    })
    await syncFolder(dirname(path))
    return ensureFolder(path)
  }
  if (found.isDirectory()) return found.ino
  const what = found.isSymbolicLink() ? 'a symbolic link' : 'something else'
  throw new ObjectFailure('refused', `Expected a folder at ${path}, found ${what}.`)
}

/** Makes a file durable that is there already, whoever wrote it. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(dirname(path))
}

/** A failed sync may have lost the bytes for good, so it is never repeated: the file is given up. */
async function fill(file: FileHandle, bytes: Uint8Array, { modifiedMs }: CreateOptions): Promise<BigIntStats> {
  try {
    await file.writeFile(bytes)
    if (modifiedMs !== undefined) await file.utimes(secondsOf(modifiedMs), secondsOf(modifiedMs))
    await file.sync()
    return await file.stat({ bigint: true })
  } finally {
    await file.close()
  }
}

/** The system takes seconds as a double and cuts it off: half a microsecond more keeps the millisecond. */
function secondsOf(ms: bigint): number {
  return (Number(ms) + 0.0005) / 1000
}

/** A name is durable when its folder is; Windows writes folders through and cannot sync them. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
