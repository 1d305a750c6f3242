import type { ArchiveEntry } from './archive-entry.ts'
import { checkKey } from './key.ts'
import { type ListedObject, ObjectFailure, type ObjectStat, type ObjectStore, type OpenObject } from './object-store.ts'

const LISTED_AT_ONCE = 1_000
const SHOWN_FOLDERS = 10

/** One folder of an archive, read in place. */
export class ArchiveStore implements ObjectStore {
  readonly location: string
  readonly #entries: ReadonlyMap<string, ArchiveEntry>
  readonly #close: () => Promise<void>

  /** `entries` are by path relative to the store. Takes over what `close` closes. */
  constructor(location: string, entries: ReadonlyMap<string, ArchiveEntry>, close: () => Promise<void>) {
    this.location = location
    this.#entries = entries
    this.#close = close
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<readonly ListedObject[], void> {
    const prefix = `${folder}/`
    const found = new Map<string, ListedObject>()
    for (const [path, { kind }] of this.#entries) {
      if (!path.startsWith(prefix)) continue
      const [name = '', ...deeper] = path.slice(prefix.length).split('/')
      if (deeper.length > 0) found.set(name, { name, kind: 'folder' })
      else if (!found.has(name)) found.set(name, { name, kind })
    }
    const listed = [...found.values()]
    for (let start = 0; start < listed.length; start += LISTED_AT_ONCE) {
      signal.throwIfAborted()
      yield listed.slice(start, start + LISTED_AT_ONCE)
    }
  }

  async stat(key: string): Promise<ObjectStat> {
    const { size, modificationTime } = this.#entry(key)
    return { size, modificationTime }
  }

  async open(key: string): Promise<OpenObject> {
    return this.#entry(key).open()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  #entry(key: string): ArchiveEntry {
    checkKey(key)
    const entry = this.#entries.get(key)
    if (!entry) throw new ObjectFailure('absent', `There is nothing at ${key}.`)
    if (entry.kind !== 'file') throw new ObjectFailure('refused', `Expected a regular file at ${key}.`)
    return entry
  }
}

/**
 * The entries of the one folder in which a folder called `marker` lies, by path relative to it. Of two entries of one path
 * the later counts, as when they are unpacked. `inside` picks the folder where there are several.
 */
export function entriesBeside(
  entries: Iterable<ArchiveEntry>,
  marker: string,
  inside: string | undefined,
): ReadonlyMap<string, ArchiveEntry> {
  const folders = new Map<string, Map<string, ArchiveEntry>>()
  for (const entry of entries) {
    const steps = entry.path.split('/')
    const at = steps.indexOf(marker)
    if (at < 0) continue
    const folder = steps.slice(0, at).join('/')
    const beside = folders.get(folder) ?? new Map<string, ArchiveEntry>()
    folders.set(folder, beside.set(steps.slice(at).join('/'), entry))
  }
  const names = [...folders.keys()]
  const chosen = inside === undefined && names.length === 1 ? names[0] : inside
  const found = folders.get(chosen ?? '')
  if (found && (chosen !== undefined || names.length === 1)) return found
  if (names.length === 0) throw new ObjectFailure('absent', `The archive holds no ${marker}.`)
  const shown = names.slice(0, SHOWN_FOLDERS).map(name => JSON.stringify(name === '' ? '.' : name))
  const more = names.length > SHOWN_FOLDERS ? ` and ${names.length - SHOWN_FOLDERS} more` : ''
  throw new ObjectFailure(
    'refused',
    `Expected one table in the archive or the path to one, found ${shown.join(', ')}${more}.`,
  )
}
