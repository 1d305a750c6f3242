import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { WholeObject } from './get-object.ts'
import { checkKey } from './key.ts'
import { ObjectFailure } from './object-store.ts'
import { failureOf } from './open-file.ts'

/** Sees files from so many bytes on in pieces, before memory is taken for them; what it throws ends the reading. */
export interface LookAhead {
  readonly bytesMin: number
  push(piece: Uint8Array): void
  finish(): void
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

  /** The bytes are the caller's until the next file is read. `look` sees a large file in pieces first and may throw. */
  read(key: string, bytesMax: number, look?: LookAhead): WholeObject {
    checkKey(key)
    const path = join(this.#folder, key)
    try {
      this.#checkFolder(dirname(path))
      const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
      try {
        return this.#readOpen(file, key, bytesMax, look)
      } finally {
        closeSync(file)
      }
    } catch (error) {
      throw failureOf(error, key)
    }
  }

  #readOpen(file: number, key: string, bytesMax: number, look: LookAhead | undefined): WholeObject {
    const before = fstatSync(file, { bigint: true })
    if (!before.isFile()) throw new ObjectFailure('refused', `Expected a regular file at ${key}.`)
    const size = Number(before.size)
    if (size > bytesMax) throw tooLarge(size, bytesMax)
    const changed = () => new ObjectFailure('changed', `${key} was written to while it was read.`)
    if (look && size >= look.bytesMin) {
      for (let at = 0; at < size; ) {
        const read = readSync(file, this.#buffer, 0, this.#buffer.length, at)
        if (read === 0) throw changed()
        look.push(this.#buffer.subarray(0, read))
        at += read
      }
      look.finish()
    }
    const bytes = size <= this.#buffer.length ? this.#buffer.subarray(0, size) : new Uint8Array(size)
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, size - at, at)
      if (read === 0) throw changed()
      at += read
    }
    const after = fstatSync(file, { bigint: true })
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw changed()
    return { bytes, size, modificationTime: before.mtimeMs }
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

/** An object that nobody wants to hold in memory. */
export function tooLarge(size: number, bytesMax: number): ObjectFailure {
  return new ObjectFailure('refused', `Expected at most ${bytesMax} bytes; the file has ${size}.`)
}
