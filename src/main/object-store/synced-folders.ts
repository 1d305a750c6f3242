import { type FileHandle, open } from 'node:fs/promises'

interface OpenFolder {
  readonly handle: FileHandle
  readonly inode: bigint
}

/**
 * Makes names in folders durable, through handles that stay open: a name is durable when its folder is. Windows writes
 * folders through and cannot sync them.
 */
export class SyncedFolders implements AsyncDisposable {
  readonly #open = new Map<string, Promise<OpenFolder>>()

  /** `inode` is the folder's as it was seen just before: one that was replaced meanwhile is opened again. */
  async sync(path: string, inode: bigint): Promise<void> {
    if (process.platform === 'win32') return
    const { handle } = await this.#folder(path, inode)
    await handle.sync()
  }

  async #folder(path: string, inode: bigint): Promise<OpenFolder> {
    const known = this.#open.get(path)
    const found = await known
    if (known !== undefined && found?.inode === inode) return found
    const opening = openFolder(path)
    this.#open.set(path, opening)
    opening.catch(() => this.#open.delete(path))
    await found?.handle.close()
    return opening
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folders = await Promise.allSettled(this.#open.values())
    this.#open.clear()
    for (const folder of folders) if (folder.status === 'fulfilled') await folder.value.handle.close()
  }
}

async function openFolder(path: string): Promise<OpenFolder> {
  const handle = await open(path, 'r')
  return { handle, inode: (await handle.stat({ bigint: true })).ino }
}
