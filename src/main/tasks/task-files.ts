import type { Stats } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRecord, printRecord, type TaskRecord } from './task-record.ts'

/**
 * Tasks in a folder, a small file each. Files, not tables: a task must be able to say why it failed when the database is
 * what has failed, it is one person's and not the log's, and what matters for the data stands in the database anyway.
 */
export class TaskFiles {
  readonly #folder: string
  readonly #writing = new Map<string, Promise<void>>()
  /** The state of each file that `readNews` has read, by name. */
  readonly #looked = new Map<string, string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Every record that can be read; files of anything else are left alone. */
  async readAll(): Promise<TaskRecord[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter(name => NAME.test(name))
    const records = await Promise.all(names.map(name => this.#read(name)))
    return records.filter(record => record !== undefined)
  }

  /** The records whose files have changed since they were looked at last, by whomever, and the ids of those that are gone. */
  async readNews(): Promise<{ readonly changed: TaskRecord[]; readonly removed: string[] }> {
    const names = new Set((await readdir(this.#folder)).filter(name => NAME.test(name)))
    const changed: TaskRecord[] = []
    for (const name of names) {
      const stats = await stat(join(this.#folder, name)).catch(() => undefined)
      if (!stats || this.#looked.get(name) === stateOf(stats)) continue
      const record = await this.#read(name)
      this.#looked.set(name, stateOf(stats))
      if (record) changed.push(record)
    }
    const removed = [...this.#looked.keys()].filter(name => !names.has(name))
    for (const name of removed) this.#looked.delete(name)
    return { changed, removed: removed.map(name => name.slice(0, -ENDING.length)) }
  }

  /** Replaces the record's file at once: whoever reads it sees the old record or the new one. Later writes win. */
  write(record: TaskRecord): Promise<void> {
    return this.#inTurn(record.taskId, async () => {
      const path = this.#pathOf(record.taskId)
      const draft = `${path}.${process.pid}.new`
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(printRecord(record))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    })
  }

  remove(taskId: string): Promise<void> {
    return this.#inTurn(taskId, () => rm(this.#pathOf(taskId), { force: true }))
  }

  /** Waits for every write that was begun. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#writing.values())
  }

  #inTurn(taskId: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#writing.get(taskId) ?? Promise.resolve()).catch(() => {}).then(work)
    this.#writing.set(taskId, turn)
    const forget = () => {
      if (this.#writing.get(taskId) === turn) this.#writing.delete(taskId)
    }
    turn.then(forget, forget)
    return turn
  }

  /** Undefined where there is none that can be read. */
  read(taskId: string): Promise<TaskRecord | undefined> {
    return this.#read(`${taskId}${ENDING}`)
  }

  async #read(name: string): Promise<TaskRecord | undefined> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => undefined)
    const record = text === undefined ? undefined : parseRecord(text)
    return record?.taskId === name.slice(0, -ENDING.length) ? record : undefined
  }

  #pathOf(taskId: string): string {
    return join(this.#folder, `${taskId}${ENDING}`)
  }
}

const ENDING = '.json'
const NAME = /^[0-9a-f-]{36}\.json$/

/** The clock of a file system may stand still for some milliseconds; a file that was replaced is another one all the same. */
function stateOf({ ino, mtimeMs, size }: Stats): string {
  return `${ino} ${mtimeMs} ${size}`
}
