import type { Database } from '../postgres/connection.ts'
import { readHeadTime, readLiveKeys } from '../postgres/import-ledger.ts'
import { BatchSender, type Boundaries } from './batch-sender.ts'
import { FileStates } from './file-states.ts'
import { BatchBuilder, type ImportedCommit } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import type { ImportTarget } from './import-target.ts'

/** Takes versions in order and makes them the newest of a table, several a transaction. */
export class VersionSink implements AsyncDisposable {
  readonly #states: FileStates
  readonly #sender: BatchSender
  readonly #builder: BatchBuilder
  /** Versions and actions that were written in another way. */
  #before = { versions: 0, actions: 0 }

  private constructor(sender: BatchSender, states: FileStates, builder: BatchBuilder) {
    this.#sender = sender
    this.#states = states
    this.#builder = builder
  }

  /** Reads what the table has: its live files and the time of its head. `first` is its first version, or will be. */
  static async open(
    database: Database,
    target: ImportTarget,
    first: bigint,
    batchVersions: number,
    control: Boundaries,
  ): Promise<VersionSink> {
    const states = new FileStates(first)
    const { table } = target
    const committedAt = table && (await readHeadTime(database, table.tableId))
    const builder = new BatchBuilder(states, committedAt, batchVersions)
    const sink = new VersionSink(new BatchSender(target, control), states, builder)
    if (table) for await (const keys of readLiveKeys(database, table.tableId)) await sink.live(keys)
    return sink
  }

  /** Of the versions that are in the database. */
  get versions(): number {
    return this.#before.versions + this.#sender.versions
  }

  get actions(): number {
    return this.#before.actions + this.#sender.actions
  }

  /** Files that the table has already. */
  async live(files: readonly LiveFile[]): Promise<void> {
    for (const { fileKey, version } of files) this.#states.set(fileKey, true, version)
  }

  /** The table's first version was written in another way. */
  beginAfter(actions: number, committedAt: bigint): void {
    this.#before = { versions: 1, actions }
    this.#builder.committedAt = committedAt
  }

  async add(commit: ImportedCommit): Promise<void> {
    this.#builder.add(commit)
    if (this.#builder.isFull) await this.#sender.send(this.#builder.take())
  }

  /** Everything that was added is in the database. */
  async finish(): Promise<void> {
    if (!this.#builder.isEmpty) await this.#sender.send(this.#builder.take())
    await this.#sender.finish()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]()
  }
}
