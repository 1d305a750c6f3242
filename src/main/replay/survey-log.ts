import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Action, CheckpointAction } from '../../shared/delta/actions.ts'
import { printAction, printCommit } from '../../shared/delta/print-action.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/limits.ts'
import { CheckpointFailure } from '../delta-log/checkpoint-failure.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { finding, type LogFinding, problemOfIssue } from '../delta-log/log-finding.ts'
import { isUsable } from '../delta-log/plan-snapshot.ts'
import { readCheckpoint } from '../delta-log/read-checkpoint.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { type LogScan, type ScanProgress, scanLog } from '../delta-log/scan-log.ts'
import { chooseHistory, type History } from './choose-history.ts'
import { importedCommitId } from './imported-commit-id.ts'
import { problemOf } from './problem-of.ts'
import { ReplayedTable } from './replayed-table.ts'
import { type StatedState, statedState } from './stated-state.ts'

/** A log that was read wholly and held against every rule, before anything is done with it. */
export interface Survey {
  readonly scan: LogScan
  /** Undefined where none of the log can become a history. */
  readonly history: History | undefined
  /** Why a strict import is refused. */
  readonly problems: readonly ImportProblem[]
  /** Oddities of the history that forbid nothing. */
  readonly warnings: readonly ImportProblem[]
  /** What the source says of its head; the files of it are in the digest alone. */
  readonly headState: StatedState
  /** By version of the history, its base left out: the id that its bytes give it. */
  readonly commitIds: ReadonlyMap<bigint, string>
}

/**
 * Scans a log and checks every commit of its history in order, so that a strict import is refused before its first row is
 * written. `base` chooses the checkpoint to begin with.
 */
export async function surveyLog(
  log: DeltaLog,
  base: bigint | undefined,
  onProgress: (progress: ScanProgress) => void,
  signal: AbortSignal,
): Promise<Survey> {
  const { listing } = log
  const chosen = await readableHistory(log, base, signal)
  const history = chosen.history
  const check = new HistoryCheck(history?.base ? history.first + 1n : (history?.first ?? 0n), chosen.table)
  const fromListing = listing.findings.filter(({ severity }) => severity === 'error')
  check.problems.push(...fromListing, ...chosen.problems, ...(await judgeNewestCheckpoint(log, history, signal)))
  const scan = await scanLog(
    log,
    (read, progress) => {
      if (history) check.take(read)
      onProgress(progress)
    },
    signal,
  )
  // Without a history everything that is wrong forbids; with one, what lies before it is only told.
  const others = scan.findings.filter(({ severity }) => history === undefined || severity === 'warning')
  const problems = unique([...check.problems, ...others.filter(({ severity }) => severity === 'error')])
  const warnings = [
    ...chosen.warnings,
    ...scan.findings.filter(found => found.severity === 'warning' || history !== undefined),
    ...check.warnings,
  ]
  const told = new Set(problems.map(keyOf))
  return {
    scan,
    history,
    problems: problems.slice(0, IMPORT_PROBLEMS_MAX),
    warnings: unique(warnings)
      .filter(problem => !told.has(keyOf(problem)))
      .slice(0, IMPORT_PROBLEMS_MAX),
    headState: statedState(chosen.table),
    commitIds: check.commitIds,
  }
}

interface ReadableHistory {
  readonly history: History | undefined
  /** The state of the base. */
  readonly table: ReplayedTable
  readonly problems: readonly LogFinding[]
  readonly warnings: readonly ImportProblem[]
}

/** A base that turns out to be damaged is left for the next one that would do. */
async function readableHistory(log: DeltaLog, base: bigint | undefined, signal: AbortSignal): Promise<ReadableHistory> {
  const warnings: LogFinding[] = []
  for (let listing = log.listing; ; ) {
    const choice = chooseHistory(listing, base)
    if (choice.kind === 'refused') {
      const problems = [choice.problem, ...warnings.map(warning => ({ ...warning, severity: 'error' as const }))]
      return { history: undefined, table: new ReplayedTable(), problems, warnings: [] }
    }
    const { history } = choice
    if (!history.base) return { history, table: new ReplayedTable(), problems: [], warnings }
    try {
      const { table, problems } = await readBase(log, history, signal)
      return { history, table, problems, warnings }
    } catch (error) {
      if (!(error instanceof CheckpointFailure)) throw error
      warnings.push(finding('warning', error.rule, error.file, error.message))
      const damaged = history.base
      listing = { ...listing, checkpoints: listing.checkpoints.filter(other => other !== damaged) }
    }
  }
}

/** Readers of the head begin with the newest whole checkpoint: what is missing there is missing for them. */
async function judgeNewestCheckpoint(
  log: DeltaLog,
  history: History | undefined,
  signal: AbortSignal,
): Promise<readonly LogFinding[]> {
  const base = log.listing.checkpoints.find(checkpoint => isUsable(checkpoint))
  if (!history || !base || base === history.base || base.version > history.head) return []
  try {
    return (await readBase(log, { ...history, base, first: base.version }, signal)).problems
  } catch (error) {
    // Readers go back to an older one.
    if (error instanceof CheckpointFailure) return []
    throw error
  }
}

/** The state of a history's base, and what keeps it from being one. Throws a `CheckpointFailure`. */
export async function readBase(
  log: DeltaLog,
  { base, first }: History,
  signal: AbortSignal,
): Promise<{ table: ReplayedTable; problems: LogFinding[] }> {
  const table = new ReplayedTable(first)
  const file = base?.files[0] ?? ''
  if (base) {
    for await (const { actions } of readCheckpoint(log.store, base, signal)) table.apply(first, commitActions(actions))
  }
  const lines = [table.protocol, table.metadata].flatMap(action =>
    action ? [{ action, text: printAction(action) }] : [],
  )
  // A base must hold what version 0 must hold.
  const issues = validateCommit(lines, 0n, 'reading').filter(({ severity }) => severity === 'error')
  const problems = issues.map(issue => ({
    ...problemOfIssue(issue, file, 'canonical'),
    line: null,
    severity: issue.severity,
  }))
  return { table, problems }
}

/** What of a checkpoint is a state: its own two kinds of action describe files. */
export function commitActions(actions: readonly CheckpointAction[]): Action[] {
  return actions.filter(action => action.kind !== 'checkpointMetadata' && action.kind !== 'sidecar')
}

/**
 * What no writer may have done and no later commit undoes: readers put up with it, but a table that is to be committed to
 * must not begin with it.
 */
const FORBIDDEN_HISTORY: ReadonlySet<string> = new Set(['table.append-only', 'dv.num-records-missing'])

/** Holds one commit after the other against the rules and the table so far. */
class HistoryCheck {
  readonly problems: ImportProblem[] = []
  readonly warnings: ImportProblem[] = []
  readonly commitIds = new Map<bigint, string>()
  readonly #first: bigint
  readonly #table: ReplayedTable

  constructor(first: bigint, table: ReplayedTable) {
    this.#first = first
    this.#table = table
  }

  take(read: CommitRead): void {
    if (read.version < this.#first) return
    if (read.kind === 'refused') {
      if (this.problems.length < IMPORT_PROBLEMS_MAX) this.problems.push(...read.problems)
      return
    }
    const { version, file, commit } = read
    this.commitIds.set(version, importedCommitId(version, printCommit(commit)))
    const issues = [
      ...validateCommit(commit.lines, version, 'reading'),
      ...validateAgainstTable(commit.lines, this.#table, 'reading'),
    ]
    for (const issue of issues) {
      const forbids = issue.severity === 'error' || FORBIDDEN_HISTORY.has(issue.rule)
      const kept = forbids ? this.problems : this.warnings
      if (kept.length < IMPORT_PROBLEMS_MAX) kept.push(problemOfIssue(issue, file, commit.framing))
    }
    this.#table.apply(
      version,
      commit.lines.map(({ action }) => action),
    )
  }
}

function unique(problems: readonly ImportProblem[]): ImportProblem[] {
  return [...new Map(problems.map(problem => [keyOf(problem), problemOf(problem)])).values()]
}

function keyOf({ rule, file, line, message }: ImportProblem): string {
  return `${rule}\n${file}\n${line}\n${message}`
}
