import { validateCommit } from '../../shared/delta/validate-commit.ts'
import type { CommitBytes } from '../delta-log/commit-bytes.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { type CommitTotals, ScannedCommits } from '../delta-log/scanned-commits.ts'
import { type BrokenRule, BrokenRules } from './broken-rules.ts'
import { commitIdOfBytes } from './imported-commit-id.ts'

/** What was counted so far. */
export interface CommitsSoFar {
  readonly actions: number
  readonly bytes: number
}

/** Looks at commits one by one: what they hold, the id of their bytes, and the rules that need the commit alone. */
export class CommitRules {
  readonly #from: bigint | undefined
  readonly #scanned = new ScannedCommits()
  readonly #broken = new BrokenRules()

  /** Commits before `from` are only counted; all of them where it is undefined. */
  constructor(from: bigint | undefined) {
    this.#from = from
  }

  get soFar(): CommitsSoFar {
    return { actions: this.#scanned.actions, bytes: this.#scanned.bytes }
  }

  /** Gives the commit's id; undefined for one that is refused or does not belong to the history. */
  take(source: CommitBytes, read: CommitRead): string | undefined {
    this.#scanned.take(read)
    if (this.#from === undefined || read.version < this.#from) return undefined
    const { version } = read
    if (read.kind === 'refused' || source.kind === 'refused') {
      if (read.kind === 'refused') this.#broken.addProblems(version, read.problems)
      return undefined
    }
    const { commit, file } = read
    this.#broken.addIssues(version, validateCommit(commit.lines, version, 'reading'), file, commit.framing)
    return commitIdOfBytes(version, source.bytes)
  }

  finish(): { readonly totals: CommitTotals; readonly broken: readonly BrokenRule[] } {
    return { totals: this.#scanned.totals, broken: this.#broken.list }
  }
}
