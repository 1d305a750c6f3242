import { basename } from 'node:path'
import type { TaskOutcome } from '../shared/contract/tasks.ts'
import type { CopyRuns } from './copy-runs/copy-runs.ts'
import { NO_FAULT } from './copy-runs/no-fault.ts'
import type { RunEnd } from './copy-runs/run-end.ts'
import type { ImportWatch } from './replay/do-replay-task.ts'

/**
 * Keeps what an import copies as one run, however many transactions it takes. Cancelling the run cancels the import, at
 * once and not only between two batches.
 */
export function watchImports(runs: CopyRuns): ImportWatch {
  return (input, control, work) =>
    runs.watch(
      {
        subject: { kind: 'import', table: input.plan?.name ?? basename(input.path) },
        keptOnFailure: 'Batches that were committed before stay; the import can be taken up again.',
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
        endOf: endOfImport,
      },
      control.signal,
    )
}

/** A pause must not keep a cancelled import from coming to its end. */
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

function endOfImport(outcome: TaskOutcome): RunEnd {
  switch (outcome.kind) {
    case 'cancelled':
      return { kind: 'rolled-back', kept: keptText(outcome.kept) }
    case 'refused': {
      const message = outcome.problems[0]?.message ?? 'The log breaks a rule.'
      return { kind: 'failed', fault: { ...NO_FAULT, message }, kept: keptText(outcome.kept) }
    }
    default:
      return { kind: 'committed', commitMs: undefined }
  }
}

function keptText(kept: Extract<TaskOutcome, { kind: 'cancelled' }>['kept']): string | undefined {
  return kept === null || kept.head < 0n ? undefined : `Versions up to ${kept.head} of ${kept.name} stay.`
}
