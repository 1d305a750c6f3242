import type { ActionRow, ActionRows } from '../postgres/action-tables.ts'
import type { Retirement } from '../postgres/write-actions.ts'
import type { FileStates } from './file-states.ts'

type AddRow = ActionRow<'dl_add_files'>

/**
 * Which files are live while a log is replayed in order, so that several versions can be sent at once: a file that is
 * added and retired within a batch is sent as retired, an older one is named in `retirements`.
 */
export class ReplayedFiles {
  readonly #states: FileStates
  /** Live files of the batch at hand, by key. */
  #unsent = new Map<string, AddRow>()
  #retirements: Retirement[] = []

  /** `states` knows the live files that the database has. */
  constructor(states: FileStates) {
    this.#states = states
  }

  /** Takes one version's rows, which begin at these positions of the batch; removes and adds of it never share a key. */
  apply(version: bigint, rows: ActionRows, from: { readonly adds: number; readonly removes: number }): void {
    for (let at = from.removes; at < rows.dl_remove_files.length; at++) {
      this.#retire(String(rows.dl_remove_files[at]?.file_key), version)
    }
    for (let at = from.adds; at < rows.dl_add_files.length; at++) {
      const row = rows.dl_add_files[at]
      if (row === undefined) continue
      const key = String(row.file_key)
      this.#retire(key, version)
      this.#unsent.set(key, row)
      this.#states.set(key, true, version)
    }
  }

  /** Ends the batch: what it added counts as stored from now on. */
  takeRetirements(): readonly Retirement[] {
    const retirements = this.#retirements
    this.#unsent = new Map()
    this.#retirements = []
    return retirements
  }

  #retire(fileKey: string, version: bigint): void {
    const unsent = this.#unsent.get(fileKey)
    if (unsent) {
      retireUnsent(unsent, version)
      this.#unsent.delete(fileKey)
    } else if (this.#states.isLive(fileKey)) {
      this.#retirements.push({ fileKey, version })
    } else return
    this.#states.set(fileKey, false, version)
  }
}

/** The one field of a row that changes after the row was made. */
function retireUnsent(row: { removed_version: bigint | null }, version: bigint): void {
  row.removed_version = version
}
