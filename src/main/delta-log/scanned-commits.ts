import type { CommitLine, Metadata, Protocol } from '../../shared/delta/actions.ts'
import { inCommitTimeStart } from '../../shared/delta/commit-time.ts'
import { LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import { finding, type LogFinding, problemOfIssue } from './log-finding.ts'
import type { CommitRead } from './read-commits.ts'

type ReadCommit = Extract<CommitRead, { kind: 'ok' }>

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
      for (const problem of read.problems) this.#note({ severity: 'error', ...problem })
      return
    }
    const { commit, file, warnings } = read
    this.actions += commit.lines.length
    this.bytes += read.bytes
    for (const issue of warnings)
      this.#note({ ...problemOfIssue(issue, file, commit.framing), severity: issue.severity })
    for (const { action } of commit.lines) {
      if (action.kind === 'protocol') this.#protocol = action
      else if (action.kind === 'metaData') this.#metadata = action
      else if (action.kind === 'unknown') this.#count(action.name)
    }
    this.#compareTimes(read)
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

  #compareTimes({ version, file, fileTime, commit }: ReadCommit): void {
    const start = inCommitTimeStart(this.#metadata)
    const stated = commitInfoOf(commit.lines)
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

function commitInfoOf(lines: readonly CommitLine[]) {
  const action = lines.find(line => line.action.kind === 'commitInfo')?.action
  return action?.kind === 'commitInfo' ? action : undefined
}
