import { randomUUID } from 'node:crypto'
import type { ImportProblem } from '../../shared/contract/import.ts'
import { nextTime } from '../../shared/delta/commit-time.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import {
  IMPORT_BATCH_ACTIONS,
  IMPORT_BATCH_BYTES,
  IMPORT_BATCH_VERSIONS,
  IMPORT_PROBLEMS_MAX,
} from '../../shared/limits.ts'
import { problemOfIssue } from '../delta-log/log-finding.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { addActionRows, emptyActionRows, type StoredCommitInfo } from '../log/action-rows.ts'
import { versionRow } from '../log/version-row.ts'
import { insertActions } from '../postgres/write-actions.ts'
import type { Connection } from '../postgres/write-session.ts'
import { recordVersions, type VersionRow } from '../postgres/write-version.ts'
import { ReplayedFiles } from './replayed-files.ts'
import { ReplayedTable } from './replayed-table.ts'

type ReadCommit = Extract<CommitRead, { kind: 'ok' }>

/** Whoever made a commit that came in by an import and does not say who. */
const COMMITTER_UNKNOWN = 'unknown'
const WRITER = 'import'

/** A log on its way into an empty table: commits come in order and go to the database several at a time. */
export class ImportedLog {
  readonly warnings: ImportProblem[] = []
  head = -1n
  actions = 0
  readonly #client: Connection
  readonly #tableId: string
  readonly #files = new ReplayedFiles()
  readonly #table = new ReplayedTable(this.#files)
  #committedAt: bigint | undefined
  #rows = emptyActionRows()
  #versions: VersionRow[] = []
  #batchActions = 0
  #batchBytes = 0

  constructor(client: Connection, tableId: string) {
    this.#client = client
    this.#tableId = tableId
  }

  /** What forbids to take a commit that could be read. Oddities that forbid nothing are kept as warnings. */
  check({ version, file, commit, warnings }: ReadCommit): ImportProblem[] {
    const issues = [
      ...warnings,
      ...validateCommit(commit.lines, version, 'reading'),
      ...validateAgainstTable(commit.lines, this.#table, 'reading'),
    ]
    const problems: ImportProblem[] = []
    for (const issue of issues) {
      const problem = problemOfIssue(issue, file, commit.framing)
      if (issue.severity === 'error') problems.push(problem)
      else if (this.warnings.length < IMPORT_PROBLEMS_MAX) this.warnings.push(problem)
    }
    return problems
  }

  async append({ version, commit, bytes, fileTime }: ReadCommit): Promise<void> {
    const from = { adds: this.#rows.dl_add_files.length, removes: this.#rows.dl_remove_files.length }
    const commitInfo = addActionRows(this.#rows, version, commit.lines)
    this.#files.apply(version, this.#rows, from)
    this.#table.apply(version, commit.lines)
    const { time, timeSource } = commitTime(commitInfo, fileTime)
    this.#committedAt = nextTime(this.#committedAt, time)
    const facts = {
      version,
      commitId: randomUUID(),
      committedAt: this.#committedAt,
      timeSource,
      committer: commitInfo?.action.userName ?? commitInfo?.action.userId ?? COMMITTER_UNKNOWN,
      writer: WRITER,
      readVersion: commitInfo?.action.readVersion,
    }
    this.#versions.push(versionRow(facts, commit, commitInfo))
    this.head = version
    this.actions += commit.lines.length
    this.#batchActions += commit.lines.length
    this.#batchBytes += bytes
    if (this.#isFull()) await this.flush()
  }

  /** Sends what has been collected. */
  async flush(): Promise<void> {
    const versions = this.#versions
    await insertActions(this.#client, this.#tableId, this.#rows, this.#files.takeRetirements())
    await recordVersions(this.#client, this.#tableId, versions)
    this.#rows = emptyActionRows()
    this.#versions = []
    this.#batchActions = 0
    this.#batchBytes = 0
  }

  #isFull(): boolean {
    return (
      this.#versions.length >= IMPORT_BATCH_VERSIONS ||
      this.#batchActions >= IMPORT_BATCH_ACTIONS ||
      this.#batchBytes >= IMPORT_BATCH_BYTES
    )
  }
}

/** Times before 1970 or after the year 9999 are no times: a commit cannot have been made then. */
const TIME_MS_MAX = 253_402_300_799_999n

function commitTime(
  commitInfo: StoredCommitInfo | undefined,
  fileTime: bigint,
): { time: bigint; timeSource: VersionTimeSource } {
  const { inCommitTimestamp, timestamp } = commitInfo?.action ?? {}
  if (isTime(inCommitTimestamp)) return { time: inCommitTimestamp, timeSource: 'in-commit' }
  if (isTime(timestamp)) return { time: timestamp, timeSource: 'commit-info' }
  return { time: isTime(fileTime) ? fileTime : 0n, timeSource: 'file' }
}

type VersionTimeSource = 'in-commit' | 'commit-info' | 'file'

function isTime(time: bigint | undefined): time is bigint {
  return time !== undefined && time >= 0n && time <= TIME_MS_MAX
}
