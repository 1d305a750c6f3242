import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SafeStorage } from 'electron'

/** What is used of Electron's way to the keychain of the operating system. */
export type KeychainAccess = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

const NO_KEYCHAIN =
  'This desktop has no keychain that Electron can use, so passwords are not stored: they would be readable by everybody. Use .pgpass, a command, or have them asked for.'
const NOT_AVAILABLE = 'The keychain of the operating system does not answer, so passwords are not stored.'

/**
 * Secrets in a file, encrypted with a key of the operating system. Where there is no such key it says so and keeps nothing:
 * Chromium's own fallback is a key that everybody knows.
 */
export class SafeStorageVault {
  readonly #storage: KeychainAccess
  readonly #path: string
  readonly #platform: NodeJS.Platform
  #turn: Promise<unknown> = Promise.resolve()

  constructor(storage: KeychainAccess, path: string, platform: NodeJS.Platform = process.platform) {
    this.#storage = storage
    this.#path = path
    this.#platform = platform
  }

  /** Why nothing can be kept; undefined where it can. */
  async problem(): Promise<string | undefined> {
    if (!(await this.#storage.isAsyncEncryptionAvailable())) return NOT_AVAILABLE
    if (this.#platform !== 'linux') return undefined
    const backend = this.#storage.getSelectedStorageBackend()
    return backend === 'basic_text' || backend === 'unknown' ? NO_KEYCHAIN : undefined
  }

  /** Undefined where none is kept, or its key is gone: then it is asked for again. */
  async read(id: string): Promise<string | undefined> {
    const kept = (await this.#entries())[id]
    if (kept === undefined) return undefined
    try {
      return (await this.#storage.decryptStringAsync(Buffer.from(kept, 'base64'))).result
    } catch {
      return undefined
    }
  }

  /** Throws where nothing can be kept. */
  async write(id: string, secret: string): Promise<void> {
    const problem = await this.problem()
    if (problem !== undefined) throw new Error(problem)
    const encrypted = (await this.#storage.encryptStringAsync(secret)).toString('base64')
    await this.#change(entries => ({ ...entries, [id]: encrypted }))
  }

  async remove(id: string): Promise<void> {
    await this.#change(({ [id]: _, ...rest }) => rest)
  }

  async #entries(): Promise<Readonly<Record<string, string>>> {
    try {
      const read: unknown = JSON.parse(await readFile(this.#path, 'utf8'))
      return Object.fromEntries(Object.entries(Object(read)).filter(isText))
    } catch (error) {
      if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        return {}
      throw error
    }
  }

  #change(change: (entries: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): Promise<void> {
    const turn = this.#turn
      .catch(() => {})
      .then(async () => {
        const next = `${this.#path}.${process.pid}.new`
        await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
        await writeFile(next, JSON.stringify(change(await this.#entries())), { mode: 0o600 })
        await rename(next, this.#path)
      })
    this.#turn = turn
    return turn
  }
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}
