import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Action, CommitInfo, Framing, Metadata, Protocol } from '../../shared/delta/actions.ts'
import { inCommitTimeStart } from '../../shared/delta/commit-time.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import { finding, type LogFinding, problemOfIssue } from './log-finding.ts'
import type { CommitRead } from './read-commits.ts'

const UNKNOWN_NAMES_MAX = 100

/** What a run of commits holds. */
export interface CommitTotals {
  /** Actions in all commits, and the bytes of these. */
  readonly actions: number
  readonly bytes: number
  /** Versions whose time does not lie after that of the version before. */
  readonly timesOutOfOrder: number
  /** Names of actions that this program does not know, with how often they occur. */
  readonly unknownActions: ReadonlyMap<string, number>
  readonly findings: readonly LogFinding[]
  /** The newest one. */
  readonly protocol: Protocol | undefined
}

/** What is to be known of one commit, gathered line by line. */
export class CommitTally {
  lines = 0
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  commitInfo: CommitInfo | undefined
  readonly unknown: string[] = []

  line(action: Action): void {
    this.lines++
    if (action.kind === 'protocol') this.protocol = action
    else if (action.kind === 'metaData') this.metadata = action
    else if (action.kind === 'commitInfo') this.commitInfo ??= action
    else if (action.kind === 'unknown') this.unknown.push(action.name)
  }
}

/** The file of a commit. */
export interface TalliedFile {
  readonly version: bigint
  readonly file: string
  readonly fileTime: bigint
  readonly bytes: number
  readonly warnings: readonly Issue[]
  readonly framing: Framing
}

/** Counts commits while they pass by in order of version. */
export class ScannedCommits {
  actions = 0
  bytes = 0
  #timesOutOfOrder = 0
  readonly #unknownActions = new Map<string, number>()
  readonly #findings: LogFinding[] = []
  #protocol: Protocol | undefined
  #metadata: Metadata | undefined
  #time: bigint | undefined

  take(read: CommitRead): void {
    if (read.kind === 'refused') {
      this.refuse(read.problems)
      return
    }
    const tally = new CommitTally()
    for (const { action } of read.commit.lines) tally.line(action)
    this.add(tally, { ...read, framing: read.commit.framing })
  }

  refuse(problems: readonly ImportProblem[]): void {
    for (const problem of problems) this.#note({ severity: 'error', ...problem })
  }

  /** Takes a commit whose lines were gathered. */
  add(tally: CommitTally, file: TalliedFile): void {
    this.actions += tally.lines
    this.bytes += file.bytes
    for (const issue of file.warnings) {
      this.#note({ ...problemOfIssue(issue, file.file, file.framing), severity: issue.severity })
    }
    this.#protocol = tally.protocol ?? this.#protocol
    this.#metadata = tally.metadata ?? this.#metadata
    for (const name of tally.unknown) this.#count(name)
    this.#compareTimes(tally.commitInfo, file)
  }

  get totals(): CommitTotals {
    return {
      actions: this.actions,
      bytes: this.bytes,
      timesOutOfOrder: this.#timesOutOfOrder,
      unknownActions: this.#unknownActions,
      findings: this.#findings,
      protocol: this.#protocol,
    }
  }

  #compareTimes(stated: CommitInfo | undefined, { version, file, fileTime }: TalliedFile): void {
    const start = inCommitTimeStart(this.#metadata)
    const isInCommit = start !== undefined && version >= start.version && stated?.inCommitTimestamp !== undefined
    const time = (isInCommit ? stated.inCommitTimestamp : stated?.timestamp) ?? fileTime
    if (this.#time !== undefined && time <= this.#time) {
      this.#timesOutOfOrder++
      const message = `The time of version ${version} (${time} ms) is not after that of the version before (${this.#time} ms).`
      this.#note(finding('warning', 'log.time-order', file, message))
    }
    this.#time = time
  }

  #count(name: string): void {
    const known = this.#unknownActions.get(name)
    if (known !== undefined || this.#unknownActions.size < UNKNOWN_NAMES_MAX) {
      this.#unknownActions.set(name, (known ?? 0) + 1)
    }
  }

  #note(found: LogFinding): void {
    if (this.#findings.length < LOG_FINDINGS_MAX) this.#findings.push(found)
  }
}
