import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { parseCommitBytes } from '../delta-log/read-commits.ts'
import type { CommitTotals } from '../delta-log/scanned-commits.ts'
import { type BrokenRule, joined } from './broken-rules.ts'
import { type CommitGroup, commitsOf } from './commit-group.ts'
import { CommitRules, type CommitsSoFar } from './commit-rules.ts'
import type { FromImportThread } from './import-messages.ts'
import { ImportThread } from './import-thread.ts'
import { StateDigest } from './state-digest.ts'
import type { StatedState } from './stated-state.ts'
import { TableRules } from './table-rules.ts'

/** All rules over all commits of a log, in order. */
export interface HistoryChecks extends AsyncDisposable {
  /** Begins a table whose oldest version this is, and forgets one that was begun before. */
  beginTable(first: bigint): Promise<void>
  /** Takes actions of the checkpoint that the table begins with. */
  base(actions: readonly CheckpointAction[]): Promise<void>
  /** Begins the commits. Those before `from` are only counted; all of them where it is undefined. */
  beginCommits(from: bigint | undefined): Promise<void>
  check(group: CommitGroup): Promise<CheckedGroup>
  finish(): Promise<CheckedHistory>
}

export interface CheckedGroup {
  readonly soFar: CommitsSoFar
  /** The ids of the group's commits in their order; undefined for those that have none. */
  readonly ids: readonly (string | undefined)[]
  /** Versions that were read piece by piece. */
  readonly large: readonly bigint[]
}

export interface CheckedHistory {
  readonly totals: CommitTotals
  /** In order of version. */
  readonly broken: readonly BrokenRule[]
  /** After the last commit. */
  readonly state: StatedState
}

/** In this thread, for logs that are checked sooner than a thread has started. */
export class LocalChecks implements HistoryChecks {
  readonly #pauses = new Pauses()
  #table = new TableRules(0n)
  #commits = new CommitRules(undefined)
  #hasHistory = false

  async beginTable(first: bigint): Promise<void> {
    this.#table = new TableRules(first)
  }

  async base(actions: readonly CheckpointAction[]): Promise<void> {
    this.#table.base(actions)
  }

  async beginCommits(from: bigint | undefined): Promise<void> {
    this.#commits = new CommitRules(from)
    this.#hasHistory = from !== undefined
  }

  async check(group: CommitGroup): Promise<CheckedGroup> {
    const ids: (string | undefined)[] = []
    const large: bigint[] = []
    for (const source of commitsOf(group)) {
      if (source.kind === 'large') {
        large.push(source.version)
        ids.push(this.#commits.takeLarge(source))
        if (this.#hasHistory) this.#table.takeLarge(source)
        continue
      }
      const read = await parseCommitBytes(source, this.#pauses)
      ids.push(this.#commits.take(source, read))
      if (this.#hasHistory) this.#table.take(read)
    }
    return { soFar: this.#commits.soFar, ids, large }
  }

  async finish(): Promise<CheckedHistory> {
    const { totals, broken } = this.#commits.finish()
    const { state, broken: inTable } = this.#table.finish()
    return { totals, broken: joined(broken, inTable), state }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/**
 * In two threads of their own, one for the rules about single commits and one for those about the table: each reads every
 * commit, which costs less than sending what the other one has read.
 */
export class ThreadChecks implements HistoryChecks {
  readonly #commits: ImportThread
  readonly #table: ImportThread
  #hasHistory = false

  constructor(signal: AbortSignal) {
    this.#commits = new ImportThread(signal)
    this.#table = new ImportThread(signal)
  }

  async beginTable(first: bigint): Promise<void> {
    await this.#table.ask({ kind: 'begin-table-rules', first })
  }

  async base(actions: readonly CheckpointAction[]): Promise<void> {
    await this.#table.ask({ kind: 'base', actions })
  }

  async beginCommits(from: bigint | undefined): Promise<void> {
    this.#hasHistory = from !== undefined
    await this.#commits.ask({ kind: 'begin-commit-rules', from })
  }

  async check(group: CommitGroup): Promise<CheckedGroup> {
    const looking = this.#commits.ask({ kind: 'commits', group })
    if (this.#hasHistory) await this.#table.ask({ kind: 'commits', group })
    return expected(await looking, 'looked')
  }

  async finish(): Promise<CheckedHistory> {
    const { totals, broken } = expected(await this.#commits.ask({ kind: 'finish' }), 'commits-checked')
    const { state, broken: inTable } = expected(await this.#table.ask({ kind: 'finish' }), 'table-checked')
    return {
      totals,
      broken: joined(broken, inTable),
      state: { ...state, files: StateDigest.ofParts(state.files) },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#commits[Symbol.asyncDispose](), this.#table[Symbol.asyncDispose]()])
  }
}

type Answer<K extends FromImportThread['kind']> = Extract<FromImportThread, { kind: K }>

function expected<K extends FromImportThread['kind']>(answer: FromImportThread, kind: K): Answer<K> {
  if (!isKind(answer, kind)) throw new Error(`${kind} was expected, ${answer.kind} came`)
  return answer
}

function isKind<K extends FromImportThread['kind']>(answer: FromImportThread, kind: K): answer is Answer<K> {
  return answer.kind === kind
}
