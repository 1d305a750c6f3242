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
  async read(): Promise<Pick<Book, 'connections' | 'folders'>> {
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

  /** Adds a connection, or replaces the one of its id. */
  save(profile: Profile): Promise<void> {
    return this.#change(book => ({
      ...book,
      connections: [...book.connections.filter(({ id }) => id !== profile.id), profile],
    }))
  }

  remove(id: string): Promise<void> {
    return this.#change(book => ({ ...book, connections: book.connections.filter(known => known.id !== id) }))
  }

  saveFolder(folder: ConnectionFolder): Promise<void> {
    return this.#change(book => ({
      ...book,
      folders: [...book.folders.filter(({ name }) => name !== folder.name), folder],
    }))
  }

  /** Its connections stay, without a folder. */
  removeFolder(name: string): Promise<void> {
    return this.#change(book => ({
      ...book,
      folders: book.folders.filter(folder => folder.name !== name),
      connections: book.connections.map(known => (known.folder === name ? { ...known, folder: null } : known)),
    }))
  }

  #change(change: (book: Book) => Book): Promise<void> {
    const turn = this.#turn.catch(() => {}).then(async () => this.#write(change({ ...EMPTY, ...(await this.read()) })))
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

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
