import type { CommitOutcome, DryRunReport } from '../shared/contract/outcome.ts'
import type { DraftHeader } from '../shared/contract/schemas.ts'
import type { CommitInput } from '../shared/contract/task-inputs.ts'
import type { TaskOutcome, TaskProgress } from '../shared/contract/tasks.ts'
import type { Issue } from '../shared/delta/issue.ts'
import type { ActivityLog } from './activity/activity-log.ts'
import { beginningOfFile } from './activity/beginning-of-file.ts'
import { recordAttempt } from './activity/record-attempt.ts'
import { dryRunStream } from './log/dry-run.ts'
import type { CommitJournal } from './log/journal/journal.ts'
import { commitStream } from './log/stream/commit-stream.ts'
import type { StreamProgress } from './log/stream/stream-progress.ts'
import { isError } from './log/validate-draft.ts'
import type { Database } from './postgres/connection.ts'
import type { WatchedControl } from './replay/watched-control.ts'

/** What a commit needs besides its database. */
export interface CommitTools {
  readonly journal?: CommitJournal | undefined
  readonly activity?: ActivityLog | undefined
  /** Where rows lie until they are sent. */
  readonly spoolFolder?: string | undefined
}

/** Commits a file of actions of any number, or does everything but COMMIT. */
export async function doCommitTask(
  database: Database,
  { tableId, tableName: name, path, commitId, expectedVersion, dryRun }: CommitInput,
  control: Pick<WatchedControl<never>, 'signal' | 'report' | 'observer'>,
  { journal, activity, spoolFolder }: CommitTools,
): Promise<TaskOutcome> {
  const draft: DraftHeader = { tableId, commitId, readVersion: expectedVersion - 1n, expectedVersion }
  const source = { kind: 'file', path } as const
  const { signal, observer } = control
  const startedMs = performance.now()
  const report = meteredReport(progress => control.report(progress))
  const options = { journal, observer, spoolFolder, onProgress: report }
  const work = (): Promise<CommitOutcome | DryRunReport> =>
    dryRun
      ? dryRunStream(database, draft, source, options, signal)
      : commitStream(database, draft, source, options, signal)
  const recorded = async (log: ActivityLog) => {
    const kind = dryRun ? 'dry-run' : 'commit'
    const attempted = { ...draft, actions: await beginningOfFile(path) }
    return recordAttempt(log, { kind, draft: attempted, tableName: Promise.resolve(name) }, work)
  }
  const outcome = activity ? await recorded(activity) : await work()
  const made = { tableId, name, dryRun, tookMs: performance.now() - startedMs }
  switch (outcome.kind) {
    case 'committed':
      return {
        kind: 'committed',
        ...made,
        version: outcome.version,
        found: outcome.found,
        filesAfter: null,
        commitMs: outcome.timings.commit ?? null,
      }
    case 'would-commit':
      return {
        kind: 'committed',
        ...made,
        version: outcome.version,
        found: false,
        filesAfter: outcome.total.files,
        commitMs: null,
      }
    case 'already-committed':
      return { kind: 'committed', ...made, version: outcome.version, found: true, filesAfter: null, commitMs: null }
    case 'invalid':
      return {
        kind: 'refused',
        problems: outcome.issues.filter(isError).map(issue => problemOf(path, issue)),
        kept: null,
      }
    case 'cancelled':
      return { kind: 'cancelled', kept: null, message: 'Cancelled. Nothing of it was committed.' }
    default:
      return {
        ...{ kind: 'stopped', version: expectedVersion, outcome, tableId, name },
        head: outcome.kind === 'version-conflict' ? outcome.actual : expectedVersion - 1n,
      }
  }
}

/** What a person reads of such a task in a list. */
export function titleOfCommitTask({ tableName, path, expectedVersion, dryRun }: CommitInput): string {
  return `${dryRun ? 'Try' : 'Commit'} ${nameOf(path)} as v${expectedVersion} of ${tableName}`
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).findLast(step => step !== '') ?? path
}

function problemOf(file: string, { path, section: _, ...issue }: Issue) {
  const [line, ...rest] = path
  const isLine = typeof line === 'number'
  return {
    rule: issue.rule,
    file: nameOf(file),
    line: isLine ? line + 1 : null,
    message: issue.message,
    issue: { ...issue, path: isLine ? rest : [...path] },
  }
}

const REPORT_MS = 100
const MS_PER_SECOND = 1_000

/** Progress as tasks have it, a few times a second, with what this phase has managed in a second so far. */
function meteredReport(report: (progress: TaskProgress) => void): (progress: StreamProgress) => void {
  let phase: StreamProgress['phase'] | undefined
  let [begunMs, toldMs] = [0, 0]
  return progress => {
    const now = performance.now()
    if (progress.phase !== phase) begunMs = now
    else if (now - toldMs < REPORT_MS) return
    phase = progress.phase
    toldMs = now
    const { lines, linesTotal, bytes, bytesTotal } = progress
    const fraction = linesTotal ? lines / linesTotal : bytesTotal > 0 ? bytes / bytesTotal : undefined
    const seconds = (now - begunMs) / MS_PER_SECOND
    const perSecond = (count: number) => (seconds > 0 ? count / seconds : null)
    report({
      ...{ phase, versions: 0, versionsTotal: null, rows: lines, bytes, durable: null, replay: null },
      ...(fraction !== undefined && { fraction: Math.min(1, fraction) }),
      rowsPerSecond: perSecond(lines),
      bytesPerSecond: perSecond(bytes),
      remainingMs: fraction ? Math.max(0, (now - begunMs) * (1 / fraction - 1)) : null,
    })
  }
}
