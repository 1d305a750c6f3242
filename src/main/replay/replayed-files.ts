import type { KnownFile } from '../../shared/delta/table-view.ts'
import type { ActionRow, ActionRows } from '../postgres/action-tables.ts'
import type { Retirement } from '../postgres/write-actions.ts'

type AddRow = ActionRow<'dl_add_files'>

/**
 * Which files are live while a log is replayed in order, so that several versions can be inserted at once: a file that
 * is added and retired within a batch is inserted as retired, an older one is named in `retirements`.
 */
export class ReplayedFiles {
  /** By file key; null for a row that the database has already. */
  readonly #live = new Map<string, AddRow | null>()
  /** Files that are live no more, with the version that retired them. */
  readonly #gone = new Map<string, bigint>()
  #retirements: Retirement[] = []
  #adds: AddRow[] = []

  /** Takes one version's rows, which begin at these positions of the batch; removes and adds of it never share a key. */
  apply(version: bigint, rows: ActionRows, from: { readonly adds: number; readonly removes: number }): void {
    for (const { file_key } of rows.dl_remove_files.slice(from.removes)) this.#retire(String(file_key), version)
    for (const row of rows.dl_add_files.slice(from.adds)) {
      const key = String(row.file_key)
      this.#retire(key, version)
      this.#live.set(key, row)
      this.#gone.delete(key)
      this.#adds.push(row)
    }
  }

  /** What the rules may know of a file so far; undefined where it was never there. */
  known(fileKey: string): KnownFile | undefined {
    if (this.#live.has(fileKey)) return { live: true }
    const removedVersion = this.#gone.get(fileKey)
    return removedVersion === undefined ? undefined : { live: false, removedVersion }
  }

  get liveCount(): number {
    return this.#live.size
  }

  /** Ends the batch: what it added counts as stored from now on. */
  takeRetirements(): readonly Retirement[] {
    for (const row of this.#adds) {
      const key = String(row.file_key)
      if (this.#live.get(key) === row) this.#live.set(key, null)
    }
    const retirements = this.#retirements
    this.#retirements = []
    this.#adds = []
    return retirements
  }

  #retire(fileKey: string, version: bigint): void {
    const live = this.#live.get(fileKey)
    if (live === undefined) return
    if (live === null) this.#retirements.push({ fileKey, version })
    else retireUnsent(live, version)
    this.#live.delete(fileKey)
    this.#gone.set(fileKey, version)
  }
}

/** The one field of a row that changes after the row was made. */
function retireUnsent(row: { removed_version: bigint | null }, version: bigint): void {
  row.removed_version = version
}
