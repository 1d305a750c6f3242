import { randomUUID } from 'node:crypto'
import type { ImportProblem } from '../../shared/contract/import.ts'
import type { ImportMark } from '../../shared/contract/import-mark.ts'
import { COPY_ROWS_MIN, STREAM_STATEMENT_MS_MAX } from '../../shared/limits.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import type { Database } from '../postgres/connection.ts'
import {
  findTableByName,
  findUnfinishedImport,
  lockImport,
  type MarkedTable,
  markImport,
} from '../postgres/import-mark.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { insertActions, type RowTransport } from '../postgres/write-actions.ts'
import type { Connection } from '../postgres/write-session.ts'
import { recordVersions } from '../postgres/write-version.ts'
import { FlushedHead } from './flushed-head.ts'
import type { ImportBatch } from './import-batch.ts'
import { createNamedTable } from './named-table.ts'

export interface TargetWish {
  /** Whose earlier runs may have left a table unfinished. */
  readonly taskId: string
  /** Absent: the table that an earlier run of the task has left unfinished, else a new one called as the log. */
  readonly name?: string | undefined
  readonly otherwise: string
  readonly source: string
  readonly mode: ImportMark['mode']
  readonly base: bigint | undefined
  readonly observer?: CopyObserver | undefined
}

/** The table that an import writes to. It is made with its first versions: before those nothing is left behind. */
export class ImportTarget {
  readonly #database: Database
  readonly #wish: TargetWish
  readonly #run = randomUUID()
  /** Of the table, where there is none yet. */
  readonly #newId = randomUUID()
  /** What was said of the table before this run. */
  readonly #before: ImportMark | undefined
  readonly #mark: ImportMark
  #table: { tableId: string; name: string; head: bigint } | undefined
  readonly #flushed: FlushedHead
  #isTaken = false

  private constructor(database: Database, wish: TargetWish, found: MarkedTable | undefined) {
    this.#database = database
    this.#wish = wish
    this.#table = found && { tableId: found.tableId, name: found.name, head: found.head }
    this.#before = found?.mark
    this.#flushed = new FlushedHead(database.capabilities, found?.head)
    const { taskId, source, mode, base } = wish
    this.#mark = {
      task: taskId,
      run: this.#run,
      source,
      mode,
      base: base === undefined ? null : String(base),
      state: 'running',
      findings: [],
    }
  }

  static async find(database: Database, wish: TargetWish): Promise<ImportTarget> {
    const { name, taskId } = wish
    const found =
      name === undefined ? await findUnfinishedImport(database, taskId) : await findTableByName(database, name)
    return new ImportTarget(database, wish, found)
  }

  /** Undefined as long as there is none. */
  get table(): { readonly tableId: string; readonly name: string; readonly head: bigint } | undefined {
    return this.#table
  }

  /** Of the table, or of the one that will be made. */
  get tableId(): string {
    return this.#table?.tableId ?? this.#newId
  }

  get head(): bigint {
    return this.#table?.head ?? -1n
  }

  /** The newest version that a crash of the server would leave; null where there is none. */
  get durable(): bigint | null {
    return this.#flushed.head ?? null
  }

  /** Why the table cannot be what this import makes. */
  get unfitness(): ImportProblem | undefined {
    const { mode } = this.#wish
    if (!this.#table || !this.#before || this.#before.mode === mode) return undefined
    const message = `The table ${this.#table.name} holds what a ${this.#before.mode} import has made; expected another name.`
    return { rule: 'import.name-taken', file: null, line: null, message }
  }

  /** Nothing is left to be written, and no earlier run has left the table unfinished. */
  isComplete(head: bigint): boolean {
    return this.head >= head && this.#before?.state !== 'running'
  }

  /** What runs of this import have left in the database, whatever happens; undefined where that is nothing. */
  async kept(): Promise<{ tableId: string; name: string; head: bigint } | undefined> {
    const isOurs = this.#isTaken || this.#before?.state === 'running'
    // A transaction that waits for the disk waits for all before it.
    if (this.#isTaken) await inTransaction(this.#database, client => lockImport(client, this.tableId, this.#run))
    const found = this.#table && isOurs ? await findTableByName(this.#database, this.#table.name) : undefined
    return found && { tableId: found.tableId, name: found.name, head: found.head }
  }

  /** Takes an existing table for this run, so that no writer and no other run commits to it meanwhile. */
  async take(): Promise<void> {
    const table = this.#table
    if (!table || this.#isTaken) return
    await inTransaction(this.#database, async client => {
      await markImport(client, table.tableId, this.#mark, 'importing')
    })
    this.#isTaken = true
  }

  /** Rows go by COPY where the server has it and there are many. */
  transport(signal: AbortSignal): RowTransport {
    return { ...this.layout, signal, observer: this.#wish.observer }
  }

  /** What of the transport decides how rows are laid out. */
  get layout(): Pick<RowTransport, 'copyRowsMin' | 'copyFormat'> {
    return { copyRowsMin: COPY_ROWS_MIN, copyFormat: this.#database.capabilities.copyFormat }
  }

  /** Makes a batch of versions the newest of the table, or none of it. */
  async write(batch: ImportBatch, signal: AbortSignal): Promise<void> {
    await this.writeWith(batch.head, async (client, tableId) => {
      await insertActions(client, tableId, batch.rows, batch.retirements, this.transport(signal), batch.encoded)
      await recordVersions(client, tableId, batch.versions)
    })
  }

  /** Makes a version of several parts the newest of the table, or none of it. Gives how many actions it has. */
  async writeParts(version: bigint, parts: AsyncIterable<ImportBatch>, signal: AbortSignal): Promise<number> {
    let actions = 0
    await this.writeWith(version, async (client, tableId) => {
      // What is checked of a version when it is recorded takes the longer the larger it is.
      await client.query(`select set_config('statement_timeout', $1, true)`, [String(STREAM_STATEMENT_MS_MAX)])
      for await (const { rows, retirements, encoded, versions, actions: more } of parts) {
        await insertActions(client, tableId, rows, retirements, this.transport(signal), encoded)
        await recordVersions(client, tableId, versions)
        actions += more
      }
    })
    return actions
  }

  /** One transaction that brings the table to `head`; it may reach the disk later than it is answered. */
  async writeWith(head: bigint, work: (client: Connection, tableId: string) => Promise<void>): Promise<void> {
    this.#table = await inTransaction(this.#database, async client => {
      await this.#flushed.beginBatch(client, this.head)
      const table = this.#table ?? (await this.#create(client))
      const locked = await lockImport(client, table.tableId, this.#run)
      if (locked === undefined) throw new TakenOver(table.name)
      if (locked !== table.head) throw new Error(`the table ${table.name} is at version ${locked}, not ${table.head}`)
      await work(client, table.tableId)
      return { ...table, head }
    })
    this.#isTaken = true
    this.#flushed.committed(head)
  }

  /** The import is over: the table is free, or may only be looked at. */
  async release(restriction: 'inspection-only' | null, findings: ImportMark['findings']): Promise<void> {
    const table = this.#table
    if (!table || !this.#isTaken) return
    await inTransaction(this.#database, async client => {
      if ((await lockImport(client, table.tableId, this.#run)) === undefined) throw new TakenOver(table.name)
      await markImport(client, table.tableId, { ...this.#mark, state: 'done', findings }, restriction)
    })
  }

  async #create(client: Connection): Promise<{ tableId: string; name: string; head: bigint }> {
    const { name, otherwise, source } = this.#wish
    const created = await createNamedTable(client, { name, otherwise, location: source }, this.#newId)
    if (created.kind === 'taken') throw new Error(`there is a table named ${created.name} since a moment ago`)
    await markImport(client, created.tableId, this.#mark, 'importing')
    return { tableId: created.tableId, name: created.name, head: -1n }
  }
}

/** Another run of an import writes to the table now. */
export class TakenOver extends Error {
  constructor(name: string) {
    super(`Another import has taken over the table ${name}, or the table is gone.`)
    this.name = 'TakenOver'
  }
}
