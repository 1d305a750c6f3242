import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { CommitFrame } from '../../shared/delta/rules/commit-frame.ts'
import { TableCheck, validateAgainstTable } from '../../shared/delta/validate-table.ts'
import {
  type LargeCommit,
  LargeCommitRefused,
  type LargeEnd,
  type LinesPage,
  readLargeCommit,
} from '../delta-log/large-commit.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { CompactLineIndex } from '../log/stream/compact-line-index.ts'
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

  /** The same for a commit that is read page by page: for what it is as a whole, for each line against it, to be applied. */
  takeLarge(commit: LargeCommit): void {
    const { version, file } = commit
    if (!this.wants(version)) return
    try {
      const frame = new CommitFrame(() => new CompactLineIndex())
      eachPage(commit, ({ lines, first }) => {
        for (const [at, { action }] of lines.entries()) frame.line(action, first + at)
      })
      const check = new TableCheck(frame, this.#table)
      const { framing } = eachPage(commit, ({ lines, first }) => {
        for (const [at, { action }] of lines.entries()) check.line(action, first + at)
      })
      this.#broken.addIssues(version, check.issues('reading'), file, framing)
      eachPage(commit, ({ lines }) =>
        this.#table.apply(
          version,
          lines.map(({ action }) => action),
        ),
      )
    } catch (error) {
      // What is wrong with the commit alone is said by the rules about it.
      if (!(error instanceof LargeCommitRefused)) throw error
    }
  }

  /** The state after the last commit. */
  finish(): { readonly state: StatedState; readonly broken: readonly BrokenRule[] } {
    return { state: statedState(this.#table), broken: this.#broken.list }
  }
}

function eachPage(commit: LargeCommit, work: (page: LinesPage) => void): LargeEnd {
  const reading = readLargeCommit(commit)
  for (;;) {
    const page = reading.next()
    if (page.done) return page.value
    work(page.value)
  }
}
