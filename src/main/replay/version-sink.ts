import type { Database } from '../postgres/connection.ts'
import { readHeadTime, readLiveKeys } from '../postgres/import-ledger.ts'
import type { TaskControl } from '../tasks/task-work.ts'
import { FileStates } from './file-states.ts'
import { BatchBuilder, type ImportedCommit } from './import-batch.ts'
import type { ImportTarget } from './import-target.ts'

type Boundaries = Pick<TaskControl<never>, 'signal' | 'boundary'>

/**
 * Takes versions in order and makes them the newest of a table, several a transaction. While one batch is on its way the
 * next one is collected; between two of them the work can be paused or left, and everything before stays.
 */
export class VersionSink implements AsyncDisposable {
  /** Of the versions that are in the database. */
  versions = 0
  actions = 0
  readonly states: FileStates
  readonly #target: ImportTarget
  readonly #control: Boundaries
  readonly #builder: BatchBuilder
  #sending: Promise<void> = Promise.resolve()

  private constructor(target: ImportTarget, control: Boundaries, states: FileStates, builder: BatchBuilder) {
    this.#target = target
    this.#control = control
    this.states = states
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
    if (table) {
      for await (const keys of readLiveKeys(database, table.tableId)) {
        for (const { fileKey, version } of keys) states.set(fileKey, true, version)
      }
    }
    const committedAt = table && (await readHeadTime(database, table.tableId))
    return new VersionSink(target, control, states, new BatchBuilder(states, committedAt, batchVersions))
  }

  /** The table's first version was written in another way. */
  beginAfter(actions: number, committedAt: bigint): void {
    this.versions++
    this.actions += actions
    this.#builder.committedAt = committedAt
  }

  async add(commit: ImportedCommit): Promise<void> {
    this.#builder.add(commit)
    if (this.#builder.isFull) await this.#send()
  }

  /** Everything that was added is in the database. */
  async finish(): Promise<void> {
    if (!this.#builder.isEmpty) await this.#send()
    await this.#sending
  }

  /** Waits for what is on its way, whatever becomes of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sending.catch(() => {})
  }

  async #send(): Promise<void> {
    await this.#sending
    await this.#control.boundary()
    const batch = this.#builder.take()
    this.#sending = this.#target.write(batch, this.#control.signal).then(() => {
      this.versions += batch.versions.length
      this.actions += batch.actions
    })
    // It is waited for before the next batch is sent; until then a failure must not count as unhandled.
    this.#sending.catch(() => {})
  }
}
