import { mkdtemp, open, realpath, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RefusedCommit } from '../delta-log/commit-bytes.ts'
import type { VersionFile } from '../delta-log/log-listing.ts'
import { problemOfRead } from '../delta-log/read-text.ts'
import type { ObjectStore } from '../object-store/object-store.ts'

const PIECE_BYTES = 1024 * 1024

/** Where a thread finds the file of a commit. */
interface SpooledFile {
  readonly kind: 'file'
  readonly folder: string
  readonly key: string
}

/** Large commits that lie in no folder of this computer, as files of a temporary one; disposing removes them. */
export class CommitSpool implements AsyncDisposable {
  readonly #store: ObjectStore
  readonly #signal: AbortSignal
  #folder: string | undefined

  constructor(store: ObjectStore, signal: AbortSignal) {
    this.#store = store
    this.#signal = signal
  }

  /** The file has the modification time of the object. */
  async take({ version, file }: VersionFile): Promise<SpooledFile | RefusedCommit> {
    const { folder } = this.#store
    if (folder !== undefined) return { kind: 'file', folder, key: file }
    this.#folder ??= await realpath(await mkdtemp(join(tmpdir(), 'deltadesk-import-')))
    const key = `${version}.json`
    try {
      await this.#copy(file, join(this.#folder, key))
    } catch (error) {
      return { kind: 'refused', version, file, problems: [problemOfRead(error, file)] }
    }
    return { kind: 'file', folder: this.#folder, key }
  }

  async #copy(file: string, path: string): Promise<void> {
    await using object = await this.#store.open(file)
    await using spooled = await open(path, 'w', 0o600)
    for (let at = 0; at < object.size; at += PIECE_BYTES) {
      this.#signal.throwIfAborted()
      await spooled.writeFile(await object.read(at, Math.min(at + PIECE_BYTES, object.size)))
    }
    await object.verify()
    const seconds = Number(object.modificationTime) / 1000
    await utimes(path, seconds, seconds)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
