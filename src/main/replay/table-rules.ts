import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { type BrokenRule, BrokenRules } from './broken-rules.ts'
import { commitActions } from './commit-actions.ts'
import { ReplayedTable } from './replayed-table.ts'
import { type StatedState, statedState } from './stated-state.ts'

/** Holds one commit after the other against the table that those before it have made. */
export class TableRules {
  readonly #first: bigint
  readonly #table: ReplayedTable
  readonly #broken = new BrokenRules()
  #from: bigint

  /** `first` is the oldest version: the first commit, unless `base` gives the table as it was then. */
  constructor(first: bigint) {
    this.#first = first
    this.#from = first
    this.#table = new ReplayedTable(first)
  }

  /** Takes actions of the checkpoint that the history begins with. */
  base(actions: readonly CheckpointAction[]): void {
    this.#from = this.#first + 1n
    this.#table.apply(this.#first, commitActions(actions))
  }

  wants(version: bigint): boolean {
    return version >= this.#from
  }

  take(read: CommitRead): void {
    if (read.kind === 'refused' || !this.wants(read.version)) return
    const { version, file, commit } = read
    const issues = validateAgainstTable(commit.lines, this.#table, 'reading')
    this.#broken.addIssues(version, issues, file, commit.framing)
    this.#table.apply(
      version,
      commit.lines.map(({ action }) => action),
    )
  }

  /** The state after the last commit. */
  finish(): { readonly state: StatedState; readonly broken: readonly BrokenRule[] } {
    return { state: statedState(this.#table), broken: this.#broken.list }
  }
}
