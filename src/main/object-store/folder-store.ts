import { constants, type Dirent } from 'node:fs'
import { lstat, open, opendir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkKey } from './key.ts'
import {
  type ListedObject,
  ObjectFailure,
  type ObjectKind,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
} from './object-store.ts'
import { failureOf, OpenFile } from './open-file.ts'

const LISTED_AT_ONCE = 1_000

/** A folder of this computer, read without following a symbolic link below `path`, which itself has none. */
export class FolderStore implements ObjectStore {
  readonly location: string
  readonly folder: string
  /** Folders that are known to be real. */
  readonly #folders = new Set<string>()

  /** Links on the way to the folder are followed, for they are the user's choice. */
  static async open(path: string): Promise<FolderStore> {
    try {
      const folder = await realpath(path)
      if (!(await lstat(folder)).isDirectory()) throw new ObjectFailure('refused', `Expected a folder at ${path}.`)
      return new FolderStore(folder)
    } catch (error) {
      throw failureOf(error, path)
    }
  }

  private constructor(path: string) {
    this.location = path
    this.folder = path
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<readonly ListedObject[], void> {
    try {
      await this.#checkFolder(this.#pathOf(folder))
      let batch: ListedObject[] = []
      for await (const entry of await opendir(this.#pathOf(folder), { bufferSize: LISTED_AT_ONCE })) {
        batch.push({ name: entry.name, kind: kindOf(entry) })
        if (batch.length < LISTED_AT_ONCE) continue
        yield batch
        signal.throwIfAborted()
        batch = []
      }
      yield batch
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const failure = failureOf(error, folder)
      if (failure.kind !== 'absent') throw failure
    }
  }

  async stat(key: string): Promise<ObjectStat> {
    await using object = await this.open(key)
    const { size, modificationTime } = object
    return { size, modificationTime }
  }

  async open(key: string): Promise<OpenObject> {
    const path = this.#pathOf(key)
    try {
      await this.#checkFolder(dirname(path))
      const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
      try {
        return await OpenFile.of(handle, key)
      } catch (error) {
        await handle.close()
        throw error
      }
    } catch (error) {
      throw failureOf(error, key)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #pathOf(key: string): string {
    checkKey(key)
    return join(this.location, key)
  }

  async #checkFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return
    if ((await realpath(folder)) !== folder) {
      throw new ObjectFailure('refused', `Expected a folder at ${folder}, found a symbolic link.`)
    }
    this.#folders.add(folder)
  }
}

function kindOf(entry: Dirent): ObjectKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  return entry.isSymbolicLink() ? 'link' : 'other'
}
