import { CommitCheck, validateCommit } from '../../shared/delta/validate-commit.ts'
import type { CommitBytes } from '../delta-log/commit-bytes.ts'
import { emptyCommitProblem } from '../delta-log/empty-commit.ts'
import { type LargeCommit, LargeCommitRefused, readLargeCommit } from '../delta-log/large-commit.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { CommitTally, type CommitTotals, ScannedCommits } from '../delta-log/scanned-commits.ts'
import { CompactLineIndex } from '../log/stream/compact-line-index.ts'
import { type BrokenRule, BrokenRules } from './broken-rules.ts'
import { CommitIdDigest, commitIdOfBytes } from './imported-commit-id.ts'

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
    if (commit.lines.length === 0) this.#broken.addProblems(version, [emptyCommitProblem(file)])
    this.#broken.addIssues(version, validateCommit(commit.lines, version, 'reading'), file, commit.framing)
    return commitIdOfBytes(version, source.bytes)
  }

  /** The same for a commit that is read page by page. */
  takeLarge(commit: LargeCommit): string | undefined {
    const { version, file, fileTime, size } = commit
    const belongs = this.#from !== undefined && version >= this.#from
    const tally = new CommitTally()
    const check = new CommitCheck(version, () => new CompactLineIndex())
    const id = new CommitIdDigest(version)
    try {
      const reading = readLargeCommit(commit, bytes => id.update(bytes))
      let page = reading.next()
      for (; !page.done; page = reading.next()) {
        const { lines, first } = page.value
        for (const [at, { action }] of lines.entries()) {
          tally.line(action)
          if (belongs) check.line(action, first + at)
        }
      }
      const { framing, warnings } = page.value
      this.#scanned.add(tally, { version, file, fileTime, bytes: size, warnings, framing })
      if (belongs) this.#broken.addIssues(version, check.issues('reading'), file, framing)
      return belongs ? id.finish() : undefined
    } catch (error) {
      if (!(error instanceof LargeCommitRefused)) throw error
      this.#scanned.refuse(error.problems)
      if (belongs) this.#broken.addProblems(version, error.problems)
      return undefined
    }
  }

  finish(): { readonly totals: CommitTotals; readonly broken: readonly BrokenRule[] } {
    return { totals: this.#scanned.totals, broken: this.#broken.list }
  }
}
