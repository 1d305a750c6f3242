import type { BigIntStats } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FolderStore } from './folder-store.ts'
import { ensureFolder, FileDraft, isDraftName, openNewFile, replaceFile, syncFile } from './folder-writer.ts'
import { type ListedObject, ObjectFailure, type OpenObject } from './object-store.ts'
import { writeFailureOf } from './open-file.ts'
import { SyncedFolders } from './synced-folders.ts'
import { systemReason } from './system-reason.ts'
import type {
  CreateOptions,
  Creation,
  ListedStat,
  PreparedObject,
  ReplaceOptions,
  WritableStore,
  WrittenStat,
} from './writable-store.ts'
import { checkWrittenName } from './written-names.ts'

export interface FolderWriteOptions {
  /** False makes files without hard links from the start; otherwise it is found out. */
  readonly links?: boolean | undefined
}

interface NewFile {
  readonly bytes: Uint8Array
  readonly options: CreateOptions
  /** Of the folder that it is to lie in. */
  readonly inode: bigint
}

/** A table's folder on this computer, whose log can be written to. No symbolic link below it is followed. */
export class WritableFolderStore implements WritableStore {
  readonly location: string
  readonly #reading: FolderStore
  readonly #folders = new SyncedFolders()
  #links: boolean

  /** Opens a folder that exists. */
  static async open(path: string, { links = true }: FolderWriteOptions = {}): Promise<WritableFolderStore> {
    return new WritableFolderStore(await FolderStore.open(path), links)
  }

  private constructor(reading: FolderStore, links: boolean) {
    this.#reading = reading
    this.#links = links
    this.location = reading.location
  }

  get createsWhole(): boolean {
    return this.#links
  }

  list(folder: string, signal: AbortSignal): AsyncGenerator<readonly ListedObject[], void> {
    return this.#reading.list(folder, signal)
  }

  open(key: string): Promise<OpenObject> {
    return this.#reading.open(key)
  }

  async stat(key: string): Promise<WrittenStat> {
    await using object = await this.#reading.open(key)
    const found = await this.#lookAt(key)
    if (found === undefined) throw new ObjectFailure('absent', `There is nothing at ${key}.`)
    return { size: object.size, modificationTime: object.modificationTime, etag: etagOf(found) }
  }

  async *listStats(folder: string, after: string, signal: AbortSignal): AsyncGenerator<readonly ListedStat[], void> {
    for await (const batch of this.#reading.list(folder, signal)) {
      const later = batch.filter(({ name }) => name > after)
      const looked = await Promise.all(
        later.map(async ({ name, kind }) => {
          const found = await this.#lookAt(`${folder}/${name}`)
          return found && { name, kind, ...statOf(found) }
        }),
      )
      yield looked.filter(found => found !== undefined)
    }
  }

  async createOnly(key: string, bytes: Uint8Array, options: CreateOptions, signal: AbortSignal): Promise<Creation> {
    await using prepared = await this.prepare(key, bytes, options, signal)
    return await prepared.create(signal)
  }

  /** The file is written and synced under a temporary name; making it links it. */
  async prepare(key: string, bytes: Uint8Array, options: CreateOptions, signal: AbortSignal): Promise<PreparedObject> {
    checkWrittenName(key, 'create')
    const inode = await this.#writing(key, signal, () => this.#ensureFolders(key))
    const file = { bytes, options, inode }
    const draft = this.#links
      ? await this.#writing(key, signal, path => FileDraft.write(path, bytes, options))
      : undefined
    return {
      create: later =>
        this.#writing(key, later, path => (draft ? this.#link(path, draft, file) : this.#makeUnlinked(path, file))),
      [Symbol.asyncDispose]: async () => draft?.[Symbol.asyncDispose](),
    }
  }

  async #link(path: string, draft: FileDraft, file: NewFile): Promise<Creation> {
    switch (await draft.link(path)) {
      case 'exists':
        return this.#existing(path)
      case 'no-links':
        this.#links = false
        return this.#makeUnlinked(path, file)
      case 'created':
        await this.#folders.sync(dirname(path), file.inode)
        return { kind: 'created', etag: etagOf(draft.stats) }
    }
  }

  async #makeUnlinked(path: string, { bytes, options }: NewFile): Promise<Creation> {
    const made = await openNewFile(path, bytes, options)
    return made === 'exists'
      ? this.#existing(path)
      : { kind: 'created', etag: etagOf(await lstat(path, { bigint: true })) }
  }

  async replace(key: string, bytes: Uint8Array, options: ReplaceOptions, signal: AbortSignal): Promise<string> {
    checkWrittenName(key, 'replace', options.seen)
    return this.#writing(key, signal, async path => {
      await this.#ensureFolders(key)
      await replaceFile(path, bytes, options, async () => {
        if (options.seen === undefined || (await this.#etag(key)) === options.seen) return
        throw new ObjectFailure('changed', `${key} is another file than the one that was to be replaced.`)
      })
      return this.#etag(key)
    })
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    checkWrittenName(key, 'remove')
    await this.#remove(key, signal)
  }

  async removeCommit(key: string, signal: AbortSignal): Promise<void> {
    checkWrittenName(key, 'remove commit')
    await this.#remove(key, signal)
  }

  async #remove(key: string, signal: AbortSignal): Promise<void> {
    await this.#writing(key, signal, async path => {
      if ((await this.#lookAt(key)) !== undefined) await unlink(path)
    })
  }

  async sweep(olderThanMs: number, signal: AbortSignal): Promise<number> {
    let swept = 0
    for (const folder of ['_delta_log', '_delta_log/_sidecars']) {
      for await (const batch of this.#reading.list(folder, signal)) {
        for (const { name } of batch.filter(({ name, kind }) => kind === 'file' && isDraftName(name))) {
          const found = await this.#lookAt(`${folder}/${name}`)
          if (found === undefined || Date.now() - Number(found.mtimeMs) < olderThanMs) continue
          await this.#writing(`${folder}/${name}`, signal, unlink)
          swept++
        }
      }
    }
    return swept
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folders[Symbol.asyncDispose]()
    await this.#reading[Symbol.asyncDispose]()
  }

  async #writing<T>(key: string, signal: AbortSignal, work: (path: string) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    try {
      return await work(join(this.location, key))
    } catch (error) {
      throw writeFailureOf(error, key)
    }
  }

  /** The folders between the store's own and the key's; each must be a folder and no link. Gives the last one's inode. */
  async #ensureFolders(key: string): Promise<bigint> {
    const steps = dirname(key).split('/')
    let inode = 0n
    for (const index of steps.keys()) inode = await ensureFolder(join(this.location, ...steps.slice(0, index + 1)))
    return inode
  }

  /** Whoever finds the bytes that they wanted to write relies on them, so they are made durable. */
  async #existing(path: string): Promise<Creation> {
    await syncFile(path)
    return { kind: 'exists' }
  }

  async #etag(key: string): Promise<string> {
    const found = await this.#lookAt(key)
    if (found === undefined) throw new ObjectFailure('absent', `There is nothing at ${key}.`)
    return etagOf(found)
  }

  async #lookAt(key: string): Promise<BigIntStats | undefined> {
    return lstat(join(this.location, key), { bigint: true }).catch(error => {
      if (systemReason(error) === 'ENOENT') return undefined
      throw error
    })
  }
}

function statOf(stats: BigIntStats): WrittenStat {
  return { size: Number(stats.size), modificationTime: stats.mtimeMs, etag: etagOf(stats) }
}

function etagOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino}-${size}-${mtimeNs}`
}
