import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { WholeObject } from './get-object.ts'
import { checkKey } from './key.ts'
import { ObjectFailure, type ObjectStat } from './object-store.ts'
import { failureOf } from './open-file.ts'

/** A file that has more bytes than were asked for. */
export interface LargeFile extends ObjectStat {
  /**
   * The file from its first byte on, each time; the bytes of one piece are gone with the next. Throws an `ObjectFailure`
   * where it is not what it was.
   */
  pieces(): Iterable<Uint8Array>
}

/**
 * Reads files of a folder store in a thread that has nothing else to do: as `getObject` does and with the same failures,
 * at once and for a fraction of what asking the system in the background costs.
 */
export class FileReader {
  readonly #folder: string
  /** Folders that are known to be real. */
  readonly #folders = new Set<string>()
  readonly #buffer = new Uint8Array(KEPT_BYTES_MAX)

  /** `folder` has no symbolic link in it. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The bytes are the caller's until the next file is read. Of a file of more than `bytesMax` bytes none is read yet. */
  read(key: string, bytesMax: number): WholeObject | LargeFile {
    return this.#withFile(key, (file, stats) => {
      const size = Number(stats.size)
      if (size > bytesMax) {
        return { size, modificationTime: stats.mtimeMs, pieces: () => this.#piecesOf(key, stats) }
      }
      const bytes = size <= this.#buffer.length ? this.#buffer.subarray(0, size) : new Uint8Array(size)
      for (let at = 0; at < size; ) {
        const read = readSync(file, bytes, at, size - at, at)
        if (read === 0) throw changed(key)
        at += read
      }
      checkSame(key, stats, fstatSync(file, { bigint: true }))
      return { bytes, size, modificationTime: stats.mtimeMs }
    })
  }

  *#piecesOf(key: string, seen: BigIntStats): Generator<Uint8Array, void> {
    const buffer = new Uint8Array(KEPT_BYTES_MAX)
    const file = this.#open(key)
    try {
      const size = Number(seen.size)
      for (let at = 0; at < size; ) {
        const read = readSync(file, buffer, 0, Math.min(buffer.length, size - at), at)
        if (read === 0) throw changed(key)
        at += read
        yield buffer.subarray(0, read)
      }
      checkSame(key, seen, fstatSync(file, { bigint: true }))
    } catch (error) {
      throw failureOf(error, key)
    } finally {
      closeSync(file)
    }
  }

  #withFile<T>(key: string, work: (file: number, stats: BigIntStats) => T): T {
    const file = this.#open(key)
    try {
      const stats = fstatSync(file, { bigint: true })
      if (!stats.isFile()) throw new ObjectFailure('refused', `Expected a regular file at ${key}.`)
      return work(file, stats)
    } catch (error) {
      throw failureOf(error, key)
    } finally {
      closeSync(file)
    }
  }

  #open(key: string): number {
    checkKey(key)
    const path = join(this.#folder, key)
    try {
      this.#checkFolder(dirname(path))
      return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    } catch (error) {
      throw failureOf(error, key)
    }
  }

  #checkFolder(folder: string): void {
    if (this.#folders.has(folder)) return
    if (realpathSync(folder) !== folder) {
      throw new ObjectFailure('refused', `Expected a folder at ${folder}, found a symbolic link.`)
    }
    this.#folders.add(folder)
  }
}

const KEPT_BYTES_MAX = 1024 * 1024

function checkSame(key: string, seen: BigIntStats, now: BigIntStats): void {
  if (now.size !== seen.size || now.mtimeNs !== seen.mtimeNs) throw changed(key)
}

function changed(key: string): ObjectFailure {
  return new ObjectFailure('changed', `${key} was written to while it was read.`)
}

/** An object that nobody wants to hold in memory. */
export class ObjectTooLarge extends ObjectFailure {
  readonly size: number

  constructor(size: number, bytesMax: number) {
    super('refused', `Expected at most ${bytesMax} bytes; the file has ${size}.`)
    this.size = size
  }
}
