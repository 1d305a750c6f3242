import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Action, CheckpointAction } from '../../shared/delta/actions.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { IMPORT_GROUPS_UNDER_WAY, IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import { CheckpointFailure } from '../delta-log/checkpoint-failure.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { finding, type LogFinding, problemOfIssue } from '../delta-log/log-finding.ts'
import { isUsable } from '../delta-log/plan-snapshot.ts'
import { readCheckpoint } from '../delta-log/read-checkpoint.ts'
import { type LogScan, scanLog } from '../delta-log/scan-log.ts'
import type { BrokenRule } from './broken-rules.ts'
import { chooseHistory, type History } from './choose-history.ts'
import { inOrder, openGroups } from './commit-group.ts'
import { type CheckedHistory, type HistoryChecks, LocalChecks, ThreadChecks } from './history-checks.ts'
import { problemOf } from './problem-of.ts'
import type { StatedState } from './stated-state.ts'
import { vouchForEmptyCommits } from './vouch-for-empty-commits.ts'

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
  /** Versions whose commits are too large to be held. */
  readonly large: ReadonlySet<bigint>
}

export interface SurveyProgress {
  readonly versions: number
  readonly versionsTotal: number
  readonly actions: number
  readonly bytes: number
}

/**
 * Scans a log and checks every commit of its history in order, so that a strict import is refused before its first row is
 * written. `base` chooses the checkpoint to begin with. `onProgress` may hold the work up, or end it by throwing. Long logs are checked in threads of their own.
 */
export async function surveyLog(
  log: DeltaLog,
  base: bigint | undefined,
  onProgress: (progress: SurveyProgress) => void | Promise<void>,
  signal: AbortSignal,
): Promise<Survey> {
  const { store, listing } = log
  await using opened = await openGroups({ store, commits: listing.commits }, new Set(), signal)
  const { isMany, groups } = opened
  await using checks = isMany ? new ThreadChecks(signal) : new LocalChecks()
  const { history, ...chosen } = await readableHistory(log, base, checks, signal)
  const fromListing = listing.findings.filter(({ severity }) => severity === 'error')
  const before = [...fromListing, ...chosen.problems, ...(await judgeNewestCheckpoint(log, history, signal))]
  await checks.beginCommits(history && (history.base ? history.first + 1n : history.first))
  const commitIds = new Map<bigint, string>()
  const large = new Set<bigint>()
  let checked: CheckedHistory | undefined
  const scan = await scanLog(
    log,
    async ({ commits }) => {
      let versions = 0
      for await (const { soFar, ids, large: found } of inOrder(groups, IMPORT_GROUPS_UNDER_WAY, group =>
        checks.check(group),
      )) {
        for (const [at, id] of ids.entries()) {
          const version = commits[versions + at]?.version
          if (id !== undefined && version !== undefined) commitIds.set(version, id)
        }
        for (const version of found) large.add(version)
        versions += ids.length
        await onProgress({ versions, versionsTotal: commits.length, ...soFar })
      }
      checked = await checks.finish()
      return checked.totals
    },
    signal,
  )
  if (!checked) throw new Error('the commits were not checked')
  return {
    ...verdict(scan, history, before, chosen.warnings, await vouchForEmptyCommits(log, checked.broken, signal)),
    scan,
    history,
    commitIds,
    large,
    headState: checked.state,
  }
}

/** Without a history everything that is wrong forbids; with one, what lies before it is only told. */
function verdict(
  scan: LogScan,
  history: History | undefined,
  before: readonly ImportProblem[],
  chosen: readonly ImportProblem[],
  broken: readonly BrokenRule[],
): Pick<Survey, 'problems' | 'warnings'> {
  const others = scan.findings.filter(({ severity }) => history === undefined || severity === 'warning')
  const forbidding = broken.filter(({ forbids }) => forbids).map(({ problem }) => problem)
  const problems = unique([...before, ...forbidding, ...others.filter(({ severity }) => severity === 'error')])
  const warnings = [
    ...chosen,
    ...scan.findings.filter(found => found.severity === 'warning' || history !== undefined),
    ...broken.filter(({ forbids }) => !forbids).map(({ problem }) => problem),
  ]
  const told = new Set(problems.map(keyOf))
  return {
    problems: problems.slice(0, IMPORT_PROBLEMS_MAX),
    warnings: unique(warnings)
      .filter(problem => !told.has(keyOf(problem)))
      .slice(0, IMPORT_PROBLEMS_MAX),
  }
}

interface ReadableHistory {
  readonly history: History | undefined
  readonly problems: readonly LogFinding[]
  readonly warnings: readonly ImportProblem[]
}

/** A base that turns out to be damaged is left for the next one that would do. The checks know the state of the base. */
async function readableHistory(
  log: DeltaLog,
  base: bigint | undefined,
  checks: HistoryChecks,
  signal: AbortSignal,
): Promise<ReadableHistory> {
  const warnings: LogFinding[] = []
  for (let listing = log.listing; ; ) {
    const choice = chooseHistory(listing, base)
    if (choice.kind === 'refused') {
      await checks.beginTable(0n)
      const problems = [choice.problem, ...warnings.map(warning => ({ ...warning, severity: 'error' as const }))]
      return { history: undefined, problems, warnings: [] }
    }
    const { history } = choice
    await checks.beginTable(history.base ? history.first : 0n)
    if (!history.base) return { history, problems: [], warnings }
    try {
      const problems = await readBase(log, history, actions => checks.base(actions), signal)
      return { history, problems, warnings }
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
    return await readBase(log, { ...history, base, first: base.version }, async () => {}, signal)
  } catch (error) {
    // Readers go back to an older one.
    if (error instanceof CheckpointFailure) return []
    throw error
  }
}

/** Reads a history's base, and gives what keeps it from being one. Throws a `CheckpointFailure`. */
export async function readBase(
  log: DeltaLog,
  { base }: History,
  onActions: (actions: readonly CheckpointAction[]) => Promise<void>,
  signal: AbortSignal,
): Promise<LogFinding[]> {
  const found = new Map<'protocol' | 'metaData', Action>()
  if (base) {
    for await (const { actions } of readCheckpoint(log.store, base, signal)) {
      for (const action of actions) {
        if (action.kind === 'protocol' || action.kind === 'metaData') found.set(action.kind, action)
      }
      await onActions(actions)
    }
  }
  const lines = [found.get('protocol'), found.get('metaData')].flatMap(action =>
    action ? [{ action, text: printAction(action) }] : [],
  )
  // A base must hold what version 0 must hold.
  const issues = validateCommit(lines, 0n, 'reading').filter(({ severity }) => severity === 'error')
  return issues.map(issue => ({
    ...problemOfIssue(issue, base?.files[0] ?? '', 'canonical'),
    line: null,
    severity: issue.severity,
  }))
}

function unique(problems: readonly ImportProblem[]): ImportProblem[] {
  return [...new Map(problems.map(problem => [keyOf(problem), problemOf(problem)])).values()]
}

function keyOf({ rule, file, line, message }: ImportProblem): string {
  return `${rule}\n${file}\n${line}\n${message}`
}
