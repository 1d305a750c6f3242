import type { Commit, CommitLine } from '../../shared/delta/actions.ts'
import { nextTime } from '../../shared/delta/commit-time.ts'
import { IMPORT_BATCH_ACTIONS, IMPORT_BATCH_BYTES } from '../../shared/import-limits.ts'
import { type LargeCommit, readLargeCommit } from '../delta-log/large-commit.ts'
import { addActionRows, type StoredCommitInfo } from '../log/action-rows.ts'
import { type CommitFacts, countedVersionRow, noActions, versionRow } from '../log/version-row.ts'
import type { ActionRows } from '../postgres/action-tables.ts'
import type { EncodedTables, Retirement } from '../postgres/write-actions.ts'
import type { VersionRow } from '../postgres/write-version.ts'
import { BatchedRows } from './batched-rows.ts'
import type { FileStates } from './file-states.ts'
import { CommitIdDigest } from './imported-commit-id.ts'
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

  add({ commit, bytes, ...facts }: ImportedCommit): void {
    const commitInfo = this.#addRows(facts.version, commit.lines)
    this.#versions.push(versionRow(this.#facts(facts, commitInfo), commit, commitInfo))
    this.#bytes += bytes
  }

  /** A large commit in parts of one transaction, of which the last has the version. Nothing else may be collected. */
  *large(commit: LargeCommit): Generator<ImportBatch, ImportBatch> {
    const { version, fileTime, size } = commit
    const counts = noActions()
    const id = new CommitIdDigest(version)
    const reading = readLargeCommit(commit, bytes => id.update(bytes))
    let commitInfo: StoredCommitInfo | undefined
    let page = reading.next()
    for (; !page.done; page = reading.next()) {
      const { lines, first } = page.value
      for (const { action } of lines) counts[action.kind]++
      commitInfo = this.#addRows(version, lines, first, commitInfo)
      if (this.#actions >= IMPORT_BATCH_ACTIONS) yield this.take()
    }
    const { framing } = page.value
    const facts = this.#facts({ version, commitId: id.finish(), fileTime }, commitInfo)
    this.#versions.push(countedVersionRow(facts, { counts, framing }, commitInfo))
    this.#bytes += size
    return this.take()
  }

  /** Lays the rows of some lines out where there are enough; gives the commitInfo so far. */
  #addRows(version: bigint, lines: readonly CommitLine[], first = 0, before?: StoredCommitInfo) {
    const { open } = this.#rows
    const from = { adds: open.dl_add_files.length, removes: open.dl_remove_files.length }
    const commitInfo = addActionRows(open, version, lines, first, before)
    const removes = open.dl_remove_files.slice(from.removes)
    this.#files.apply(version, this.#rows, { adds: open.dl_add_files.slice(from.adds), removes })
    this.#rows.settle()
    this.#actions += lines.length
    return commitInfo
  }

  #facts(
    { version, kind, commitId, fileTime, operation }: Omit<ImportedCommit, 'commit' | 'bytes'>,
    commitInfo: StoredCommitInfo | undefined,
  ): CommitFacts {
    const { time, timeSource } = commitTime(commitInfo?.action, fileTime)
    this.committedAt = nextTime(this.committedAt, time)
    return {
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
