import type { CopyFault, CopySubject } from '../../shared/contract/copies.ts'
import type { CommitOutcome, DryRunReport, TogetherOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { VALUES_ROWS_MAX } from '../../shared/limits.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import type { Database } from '../postgres/connection.ts'
import { readTableName } from '../postgres/table-name.ts'
import type { CopyRuns } from './copy-runs.ts'
import { NO_FAULT } from './no-fault.ts'
import type { RunEnd } from './run-end.ts'

/** Commits a draft, and keeps what the commit copies as a run; a commit that needs no COPY leaves none. */
export async function watchCommit(
  database: Database,
  runs: CopyRuns,
  draft: Draft,
  commit: (observer: CopyObserver, signal: AbortSignal) => Promise<CommitOutcome>,
  signal: AbortSignal,
): Promise<CommitOutcome> {
  return runs.watch({ subject: await subjectOf(database, 'commit', draft), work: commit, endOf: endOfCommit }, signal)
}

/** Rehearses a draft, and keeps what is copied meanwhile as a run that leaves nothing behind. */
export async function watchDryRun(
  database: Database,
  runs: CopyRuns,
  draft: Draft,
  rehearse: (observer: CopyObserver, signal: AbortSignal) => Promise<DryRunReport>,
  signal: AbortSignal,
): Promise<DryRunReport> {
  return runs.watch(
    { subject: await subjectOf(database, 'dry-run', draft), work: rehearse, endOf: endOfDryRun },
    signal,
  )
}

/** Commits drafts for several tables in one transaction, and keeps what is copied for them as one run. */
export async function watchTogether(
  database: Database,
  runs: CopyRuns,
  drafts: readonly Draft[],
  commit: (observer: CopyObserver, signal: AbortSignal) => Promise<TogetherOutcome[]>,
  signal: AbortSignal,
): Promise<TogetherOutcome[]> {
  const subjects = await Promise.all(drafts.map(draft => subjectOf(database, 'commit', draft)))
  const tables = subjects.map(({ table }) => table)
  return runs.watch({ subject: { kind: 'together', tables }, work: commit, endOf: endOfTogether }, signal)
}

/** The outcome that the others are held back by is the run's. */
function endOfTogether(outcomes: readonly TogetherOutcome[]): RunEnd {
  const decisive = outcomes.find(({ kind }) => kind !== 'committed' && kind !== 'held-back') ?? outcomes[0]
  if (decisive === undefined || decisive.kind === 'held-back') return failed('The commits were held back.')
  return endOfCommit(decisive)
}

/** How a rehearsal's report reads as the end of the run that copied for it. */
export function endOfDryRun(report: DryRunReport): RunEnd {
  switch (report.kind) {
    case 'would-commit':
    case 'already-committed':
      return { kind: 'rehearsed' }
    default:
      return endOfCommit(report)
  }
}

/** How a commit's outcome reads as the end of the run that copied for it. */
export function endOfCommit(outcome: CommitOutcome): RunEnd {
  switch (outcome.kind) {
    case 'committed':
      return { kind: 'committed', commitMs: outcome.timings.commit ?? 0 }
    case 'unknown':
      return { kind: 'unknown' }
    case 'cancelled':
      return { kind: 'rolled-back' }
    case 'database-error':
      return { kind: 'failed', fault: { ...NO_FAULT, ...faultOf(outcome) } }
    case 'timeout':
      return failed(`The step ${outcome.step} took longer than its limit of ${outcome.limitMs} ms.`)
    case 'version-conflict':
      return failed(`Another commit was quicker: the head is version ${outcome.actual}.`)
    case 'invalid':
      return failed(outcome.issues[0]?.message ?? 'The draft breaks a rule.')
  }
}

type CommitSubject = Extract<CopySubject, { kind: 'commit' | 'dry-run' }>

async function subjectOf(
  database: Database,
  kind: 'commit' | 'dry-run',
  { tableId, expectedVersion, actions }: Draft,
): Promise<CommitSubject> {
  const unnamed = { kind, table: tableId, version: expectedVersion }
  if (!mayNeedCopy(actions)) return unnamed
  // A database that cannot be asked is the commit's to find out and to tell.
  const name = await readTableName(database, tableId).catch(() => undefined)
  return { ...unnamed, table: name ?? tableId }
}

/** Small commits are not held up by a question about their table's name. */
export function mayNeedCopy(actions: string): boolean {
  let lines = 1
  for (let at = actions.indexOf('\n'); at >= 0 && lines <= VALUES_ROWS_MAX; at = actions.indexOf('\n', at + 1)) lines++
  return lines > VALUES_ROWS_MAX
}

function failed(message: string): RunEnd {
  return { kind: 'failed', fault: { ...NO_FAULT, message } }
}

function faultOf({ message, table, sqlState, constraint, detail, hint }: DatabaseError): Partial<CopyFault> {
  return { message, table, sqlState, constraint, detail, hint }
}

type DatabaseError = Extract<CommitOutcome, { kind: 'database-error' }>
