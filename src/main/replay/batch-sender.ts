import type { TaskControl } from '../tasks/task-work.ts'
import type { ImportBatch } from './import-batch.ts'
import type { ImportTarget } from './import-target.ts'

export type Boundaries = Pick<TaskControl<never>, 'signal' | 'boundary'>

/**
 * Makes batches of versions the newest of a table. While one is on its way the next one can be made; between two of them
 * the work can be paused or left, and everything before stays.
 */
export class BatchSender implements AsyncDisposable {
  /** Of the versions that are in the database. */
  versions = 0
  actions = 0
  readonly #target: ImportTarget
  readonly #control: Boundaries
  #sending: Promise<void> = Promise.resolve()

  constructor(target: ImportTarget, control: Boundaries) {
    this.#target = target
    this.#control = control
  }

  /** Resolves when the batch is on its way; fails where the one before has failed. */
  async send(batch: ImportBatch): Promise<void> {
    await this.#sending
    await this.#control.boundary()
    this.#sending = this.#target.write(batch, this.#control.signal).then(() => {
      this.versions += batch.versions.length
      this.actions += batch.actions
    })
    // It is waited for before the next batch is sent; until then a failure must not count as unhandled.
    this.#sending.catch(() => {})
  }

  /** Sends one version in parts, in one transaction; resolves when it is in the database. */
  async sendParts(version: bigint, parts: AsyncIterable<ImportBatch>): Promise<void> {
    await this.#sending
    await this.#control.boundary()
    this.actions += await this.#target.writeParts(version, parts, this.#control.signal)
    this.versions++
  }

  /** Everything that was sent is in the database. */
  async finish(): Promise<void> {
    await this.#sending
  }

  /** Waits for what is on its way, whatever becomes of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sending.catch(() => {})
  }
}
