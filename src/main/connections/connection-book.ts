import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type ConnectionFolder, folderSchema, type Profile, profileSchema } from '../../shared/contract/connections.ts'

/** The file is of a newer program, or was edited into something else; it is left as it is. */
export class BookUnreadable extends Error {
  override readonly name = 'BookUnreadable'
}

const FORMAT = 1
const bookSchema = z.strictObject({
  format: z.literal(FORMAT),
  connections: z.array(profileSchema),
  folders: z.array(folderSchema),
})
type Book = z.infer<typeof bookSchema>

export type BookContent = Pick<Book, 'connections' | 'folders'>
/** What a book is after somebody has changed something in it. */
export type BookChange = (book: BookContent) => BookContent

const EMPTY: Book = { format: FORMAT, connections: [], folders: [] }

/**
 * Saved connections and their folders, in one file of the data folder. It holds no secret: a profile has no place for one.
 * Several processes may share it; each change is made to the file as it stands.
 */
export class ConnectionBook {
  readonly #path: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  /** Throws BookUnreadable; a file that is not there is an empty book. */
  async read(): Promise<BookContent> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return EMPTY
      throw error
    }
    const parsed = bookSchema.safeParse(readJson(text))
    if (!parsed.success) throw new BookUnreadable(`${this.#path} is not a list of connections of this program.`)
    return parsed.data
  }

  /** One change after the other, each of what the one before it has left. */
  change(change: BookChange): Promise<void> {
    const turn = this.#turn.catch(() => {}).then(async () => this.#write({ ...EMPTY, ...change(await this.read()) }))
    this.#turn = turn
    return turn
  }

  /** Whoever reads the file sees the old list or the new one. */
  async #write(book: Book): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    const unfinished = `${this.#path}.${process.pid}.new`
    const file = await open(unfinished, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(book, undefined, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, this.#path)
  }
}

/** Adds a connection, or replaces the one of its id where it stands. */
export function savingProfile(profile: Profile): BookChange {
  return ({ connections, folders }) => {
    const isNew = connections.every(({ id }) => id !== profile.id)
    const replaced = connections.map(known => (known.id === profile.id ? profile : known))
    return { connections: isNew ? [...connections, profile] : replaced, folders }
  }
}

export function removingProfile(id: string): BookChange {
  return ({ connections, folders }) => ({ connections: connections.filter(known => known.id !== id), folders })
}

export function savingFolder(folder: ConnectionFolder): BookChange {
  return ({ connections, folders }) => ({
    connections,
    folders: [...folders.filter(({ name }) => name !== folder.name), folder],
  })
}

/** Its connections stay, without a folder. */
export function removingFolder(name: string): BookChange {
  return ({ connections, folders }) => ({
    connections: connections.map(known => (known.folder === name ? { ...known, folder: null } : known)),
    folders: folders.filter(folder => folder.name !== name),
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
