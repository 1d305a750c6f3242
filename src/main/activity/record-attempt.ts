import type { DryRunReport, Timings, TogetherOutcome } from '../../shared/contract/outcome.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import type { ActivityLog } from './activity-log.ts'
import { describeAttempt } from './describe-attempt.ts'

export interface Attempt {
  readonly kind: 'commit' | 'dry-run'
  /** Its actions may lie elsewhere. */
  readonly draft: DraftHeader & { readonly actions?: string | undefined }
  /** What the table is called; undefined where nobody knows. Asked while the work is under way. */
  readonly tableName: Promise<string | undefined>
}

/** Does the work and writes down how it ended; a failure of the work goes on to the caller. */
export async function recordAttempt<Outcome extends TogetherOutcome | DryRunReport>(
  activity: ActivityLog,
  attempt: Attempt,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const startedMs = performance.now()
  const tell = (outcome: string, summary: string, version: bigint, timings?: Timings) => {
    return record(activity, attempt, { outcome, summary, version, timings, tookMs: performance.now() - startedMs })
  }
  try {
    const outcome = await work()
    const version = 'version' in outcome ? outcome.version : attempt.draft.expectedVersion
    await tell(outcome.kind, describeAttempt(outcome), version, 'timings' in outcome ? outcome.timings : undefined)
    return outcome
  } catch (error) {
    await tell('failed', error instanceof Error ? error.message : String(error), attempt.draft.expectedVersion)
    throw error
  }
}

interface AttemptEnd {
  readonly outcome: string
  readonly summary: string
  readonly version: bigint
  readonly tookMs: number
  readonly timings: Timings | undefined
}

async function record(
  activity: ActivityLog,
  { kind, draft, tableName }: Attempt,
  { timings, ...end }: AttemptEnd,
): Promise<void> {
  const { tableId, commitId } = draft
  const name = await tableName.catch(() => undefined)
  const operation = draft.operation ?? OPERATION.exec(draft.actions?.slice(0, HEAD_CHARACTERS) ?? '')?.[1] ?? null
  await activity.record({
    kind,
    tableId,
    tableName: name ?? null,
    commitId,
    operation,
    ...(timings && { timings }),
    ...end,
  })
}

/** A commitInfo mostly stands first; what it says is only for reading. */
const OPERATION = /"operation"\s*:\s*"([^"\\]{1,200})"/
const HEAD_CHARACTERS = 4_096
