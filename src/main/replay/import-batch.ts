import type { Commit, CommitLine } from '../../shared/delta/actions.ts'
import { nextTime } from '../../shared/delta/commit-time.ts'
import { IMPORT_BATCH_ACTIONS, IMPORT_BATCH_BYTES } from '../../shared/import-limits.ts'
import { addActionRows, type StoredCommitInfo } from '../log/action-rows.ts'
import { type CommitFacts, versionRow } from '../log/version-row.ts'
import type { ActionRows } from '../postgres/action-tables.ts'
import type { EncodedTables, Retirement } from '../postgres/write-actions.ts'
import type { VersionRow } from '../postgres/write-version.ts'
import { BatchedRows } from './batched-rows.ts'
import type { FileStates } from './file-states.ts'
import { ReplayedFiles } from './replayed-files.ts'

/** Several versions as the rows that they become. */
export interface ImportBatch {
  readonly rows: ActionRows
  /** Tables with many rows may have them here instead, laid out for their COPY. */
  readonly encoded?: EncodedTables | undefined
  readonly retirements: readonly Retirement[]
  readonly versions: readonly VersionRow[]
  readonly actions: number
  readonly head: bigint
}

/** A commit on its way into a table. */
export interface ImportedCommit {
  readonly version: bigint
  readonly commitId: string
  readonly commit: Commit
  readonly bytes: number
  /** Modification time of its file, in milliseconds since 1970. */
  readonly fileTime: bigint
  /** Stands where the commit does not say its operation. */
  readonly operation?: string | undefined
  readonly kind?: CommitFacts['kind']
}

/** Whoever made a commit that came in by an import and does not say who. */
export const COMMITTER_UNKNOWN = 'unknown'
/** The program that an imported version says it was written by. */
export const IMPORT_WRITER = 'import'

/** Collects commits in order of version until there are enough for one transaction. */
export class BatchBuilder {
  readonly #files: ReplayedFiles
  readonly #versionsMax: number
  /** The time of the newest version, in milliseconds since 1970. */
  committedAt: bigint | undefined
  readonly #rows: BatchedRows
  #versions: VersionRow[] = []
  #actions = 0
  #bytes = 0

  constructor(states: FileStates, committedAt: bigint | undefined, versionsMax: number, rows = new BatchedRows()) {
    this.#rows = rows
    this.#files = new ReplayedFiles(states)
    this.committedAt = committedAt
    this.#versionsMax = versionsMax
  }

  get isEmpty(): boolean {
    return this.#versions.length === 0
  }

  get isFull(): boolean {
    return (
      this.#versions.length >= this.#versionsMax ||
      this.#actions >= IMPORT_BATCH_ACTIONS ||
      this.#bytes >= IMPORT_BATCH_BYTES
    )
  }

  add({ version, commitId, commit, bytes, fileTime, operation, kind }: ImportedCommit): void {
    const { open } = this.#rows
    const from = { adds: open.dl_add_files.length, removes: open.dl_remove_files.length }
    const commitInfo = addActionRows(open, version, commit.lines)
    const removes = open.dl_remove_files.slice(from.removes)
    this.#files.apply(version, this.#rows, { adds: open.dl_add_files.slice(from.adds), removes })
    this.#rows.settle()
    const { time, timeSource } = commitTime(commitInfo?.action, fileTime)
    this.committedAt = nextTime(this.committedAt, time)
    const facts: CommitFacts = {
      version,
      kind,
      commitId,
      committedAt: this.committedAt,
      timeSource,
      committer: commitInfo?.action.userName ?? commitInfo?.action.userId ?? COMMITTER_UNKNOWN,
      writer: IMPORT_WRITER,
      operation,
      readVersion: commitInfo?.action.readVersion,
    }
    this.#versions.push(versionRow(facts, commit, commitInfo))
    this.#actions += commit.lines.length
    this.#bytes += bytes
  }

  /** Gives what was collected and begins anew. */
  take(): ImportBatch {
    const batch: ImportBatch = {
      ...this.#rows.take(),
      retirements: this.#files.takeRetirements(),
      versions: this.#versions,
      actions: this.#actions,
      head: this.#versions.at(-1)?.version ?? -1n,
    }
    this.#versions = []
    this.#actions = 0
    this.#bytes = 0
    return batch
  }
}

/** Times before 1970 or after the year 9999 are no times: a commit cannot have been made then. */
const TIME_MS_MAX = 253_402_300_799_999n

export function commitTime(
  commitInfo: StoredCommitInfo['action'] | undefined,
  fileTime: bigint,
): { time: bigint; timeSource: 'in-commit' | 'commit-info' | 'file' } {
  const { inCommitTimestamp, timestamp } = commitInfo ?? {}
  if (isTime(inCommitTimestamp)) return { time: inCommitTimestamp, timeSource: 'in-commit' }
  if (isTime(timestamp)) return { time: timestamp, timeSource: 'commit-info' }
  return { time: isTime(fileTime) ? fileTime : 0n, timeSource: 'file' }
}

function isTime(time: bigint | undefined): time is bigint {
  return time !== undefined && time >= 0n && time <= TIME_MS_MAX
}

/** The commitInfo of some lines, if there is one. */
export function commitInfoOf(lines: readonly CommitLine[]): StoredCommitInfo['action'] | undefined {
  const action = lines.find(line => line.action.kind === 'commitInfo')?.action
  return action?.kind === 'commitInfo' ? action : undefined
}
