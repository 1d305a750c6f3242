import { basename } from 'node:path'
import type { CopySubject } from '../shared/contract/copies.ts'
import type { TaskInput } from '../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../shared/contract/tasks.ts'
import type { CopyRuns } from './copy-runs/copy-runs.ts'
import { NO_FAULT } from './copy-runs/no-fault.ts'
import type { RunEnd } from './copy-runs/run-end.ts'
import { endOfCommit } from './copy-runs/watch-commit.ts'
import type { TaskWatch } from './do-task.ts'
import type { Database } from './postgres/connection.ts'
import { readTableName } from './postgres/table-name.ts'

/**
 * Keeps what a task copies as one run, however many transactions it takes. Cancelling the run cancels the task, at once
 * and not only at its next boundary.
 */
export function watchTasks(database: Database, runs: CopyRuns): TaskWatch {
  return async (input, control, work) =>
    runs.watch(
      {
        subject: await subjectOf(database, input),
        keptOnFailure: KEPT_ON_FAILURE[input.kind],
        work: (observer, signal) =>
          work({
            taskId: control.taskId,
            signal,
            observer,
            report: progress => control.report(progress),
            boundary: options => unlessAborted(control.boundary(options), signal),
            ask: question => control.ask(question),
            remember: kept => control.remember(kept),
          }),
        endOf: endOfTask,
      },
      control.signal,
    )
}

const KEPT_ON_FAILURE: Readonly<Partial<Record<TaskInput['kind'], string>>> = {
  import: 'Batches that were committed before stay; the import can be taken up again.',
  replay: 'Versions that were committed before stay; the replay can be taken up again.',
  sample: 'Versions that were committed before stay.',
}

async function subjectOf(database: Database, input: TaskInput): Promise<CopySubject> {
  // A database that cannot be asked is the task's to find out and to tell.
  const nameOf = async (tableId: string) => (await readTableName(database, tableId).catch(() => undefined)) ?? tableId
  switch (input.kind) {
    case 'import':
      return { kind: 'import', table: input.plan?.name ?? basename(input.path) }
    case 'replay': {
      const { target } = input
      return { kind: 'replay', table: target.kind === 'new' ? target.name : await nameOf(target.tableId) }
    }
    case 'sample':
      return { kind: 'sample', table: input.name ?? 'a sample table' }
    case 'commit':
      return {
        kind: input.dryRun ? 'dry-run' : 'commit',
        table: input.tableName,
        version: input.expectedVersion,
      }
    case 'export':
    case 'verify-mirror':
    case 'checkpoint':
    case 'take-foreign':
      return { kind: 'import', table: await nameOf(input.tableId) }
  }
}

/** A pause must not keep a cancelled task from coming to its end. */
async function unlessAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    await Promise.race([waiting, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function endOfTask(outcome: TaskOutcome): RunEnd {
  switch (outcome.kind) {
    case 'cancelled':
      return { kind: 'rolled-back', kept: keptText(outcome.kept) }
    case 'refused': {
      const message = outcome.problems[0]?.message ?? 'The input breaks a rule.'
      return { kind: 'failed', fault: { ...NO_FAULT, message }, kept: keptText(outcome.kept) }
    }
    case 'failed':
      return { kind: 'failed', fault: { ...NO_FAULT, message: outcome.message, sqlState: outcome.sqlState } }
    case 'stopped': {
      const end = endOfCommit(outcome.outcome)
      const kept = outcome.tableId === null ? undefined : keptText({ ...outcome, tableId: outcome.tableId })
      return end.kind === 'failed' ? { ...end, kept } : end
    }
    case 'committed':
      return outcome.dryRun ? { kind: 'rehearsed' } : { kind: 'committed', commitMs: outcome.commitMs ?? 0 }
    case 'replayed':
      return outcome.dryRun ? { kind: 'rehearsed' } : { kind: 'committed', commitMs: undefined }
    default:
      return { kind: 'committed', commitMs: undefined }
  }
}

function keptText(kept: Extract<TaskOutcome, { kind: 'cancelled' }>['kept']): string | undefined {
  return kept === null || kept.head < 0n ? undefined : `Versions up to ${kept.head} of ${kept.name} stay.`
}
