import type { ActionRows } from '../postgres/action-tables.ts'
import type { Retirement } from '../postgres/write-actions.ts'
import type { BatchedRows } from './batched-rows.ts'
import type { FileStates } from './file-states.ts'

/**
 * Which files are live while a log is replayed in order, so that several versions can be sent at once: a file that is
 * added and retired within a batch is sent as retired, an older one is named in `retirements`.
 */
export class ReplayedFiles {
  readonly #states: FileStates
  /** The batch at hand. The details of a file are the number of its row in its batch, and that of the batch. */
  #batch = 1
  #retirements: Retirement[] = []

  /** `states` knows the live files that the database has. */
  constructor(states: FileStates) {
    this.#states = states
  }

  /** Takes one version's rows, which are the last of the batch; removes and adds of it never share a key. */
  apply(
    version: bigint,
    batch: BatchedRows,
    { adds, removes }: Readonly<Record<'adds' | 'removes', ActionRow[]>>,
  ): void {
    for (const { file_key } of removes) this.#retire(String(file_key), version, batch)
    let row = batch.adds - adds.length
    for (const { file_key } of adds) {
      const key = String(file_key)
      this.#retire(key, version, batch)
      this.#states.set(key, true, version, { first: row, second: this.#batch })
      row++
    }
  }

  /** Ends the batch: what it added counts as stored from now on. */
  takeRetirements(): readonly Retirement[] {
    const retirements = this.#retirements
    this.#batch++
    this.#retirements = []
    return retirements
  }

  #retire(fileKey: string, version: bigint, batch: BatchedRows): void {
    if (!this.#states.isLive(fileKey)) return
    const { first: row, second: ofBatch } = this.#states.details(fileKey)
    if (ofBatch === this.#batch) batch.retire(row, version)
    else this.#retirements.push({ fileKey, version })
    this.#states.set(fileKey, false, version)
  }
}

type ActionRow = ActionRows['dl_add_files' | 'dl_remove_files'][number]
