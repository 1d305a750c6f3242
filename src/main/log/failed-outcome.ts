import type { CommitOutcome, CommitStep, Timings } from '../../shared/contract/outcome.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import { readLockHolders } from '../postgres/lock-holders.ts'
import { signalOf, sqlStateOf } from '../postgres/sqlstate.ts'
import { readDatabaseFailure } from '../postgres/write-failure.ts'
import type { WriteLimits, WriteSession } from '../postgres/write-session.ts'
import { explainConstraint, type FailedDraft } from './explain-constraint.ts'
import { explainLoss } from './explain-loss.ts'
import { TurnTimeout } from './table-queue.ts'

/** Where a commit was when it failed. */
export interface Failure {
  readonly error: unknown
  readonly step: CommitStep
  /** Milliseconds since the step began. */
  readonly elapsedMs: number
  readonly session: WriteSession | undefined
  /** Undefined where it failed before they were known. */
  readonly limits: WriteLimits | undefined
  readonly draft: FailedDraft
  readonly signal: AbortSignal | undefined
  readonly timings: Timings
}

/**
 * What an exception on the way to a commit means, and where the time went until then; undefined where it is a fault of this
 * program.
 */
export async function failedOutcome(failure: Failure): Promise<CommitOutcome | undefined> {
  const outcome = await meaningOf(failure)
  const { timings } = failure
  return outcome && outcome.kind !== 'invalid' ? { timings, ...outcome } : outcome
}

async function meaningOf(failure: Failure): Promise<CommitOutcome | undefined> {
  const { error, step, session, draft, signal } = failure
  const cause = session?.lost ?? error
  const details = readDatabaseFailure(cause)
  // Only an answer of severity ERROR proves that the server did not commit.
  if (session?.commitSent && (session.lost || details?.fatal)) {
    return { kind: 'unknown', commitId: draft.commitId, message: messageOf(cause) }
  }
  if (!session?.commitSent && signal?.aborted) return { kind: 'cancelled', step }
  const passed = passedLimit(cause, failure)
  if (passed) return { kind: 'timeout', step, ...passed, heldBy: await holdersOf(session, draft, passed.limit) }
  const loss = session && !session.lost && (await explainLoss(session, draft, cause, failure.timings))
  if (loss) return loss
  if (details) {
    const { fatal: _, ...fields } = details
    const explanation = await explainConstraint(session, draft, cause)
    return { kind: 'database-error', step, ...fields, ...(explanation && { explanation }) }
  }
  if (step !== 'connect' && !session?.lost) return undefined
  return { kind: 'database-error', step, ...NO_DETAILS, message: messageOf(cause), retryable: true }
}

/** Steps that a group may fail at because of one member's rows. */
const ROW_STEPS: ReadonlySet<CommitStep> = new Set<CommitStep>(['check', 'insert', 'record', 'commit'])

/** True where the server has refused what was written and has kept nothing of it, and can be asked again. */
export function provesNothingWritten(error: unknown, step: CommitStep, session: WriteSession | undefined): boolean {
  if (session === undefined || session.lost || !ROW_STEPS.has(step)) return false
  return !session.commitSent || readDatabaseFailure(error)?.fatal === false
}

const NO_DETAILS = { sqlState: null, constraint: null, table: null, detail: null, hint: null }

type Timeout = Extract<CommitOutcome, { kind: 'timeout' }>
type PassedLimit = Pick<Timeout, 'limit' | 'limitMs'>

/** A statement timeout and somebody else's cancellation have one SQLSTATE; the time that has passed tells them apart. */
function passedLimit(error: unknown, { elapsedMs, limits }: Failure): PassedLimit | undefined {
  if (error instanceof TurnTimeout) return { limit: 'queue', limitMs: error.limitMs }
  if (limits === undefined) return undefined
  switch (signalOf(error)) {
    case 'cancelled':
      return elapsedMs >= limits.statementMs ? { limit: 'statement', limitMs: limits.statementMs } : undefined
    case 'timeout':
      return LIMIT_BY_SQLSTATE[sqlStateOf(error) ?? '']?.(limits)
    default:
      return undefined
  }
}

const LIMIT_BY_SQLSTATE: Readonly<Record<string, ((limits: WriteLimits) => PassedLimit) | undefined>> = {
  '55P03': ({ lockMs }) => ({ limit: 'lock', limitMs: lockMs }),
  '25P03': ({ idleMs }) => ({ limit: 'idle', limitMs: idleMs }),
  '25P04': ({ transactionMs = 0 }) => ({ limit: 'transaction', limitMs: transactionMs }),
}

/** Who stands where the commit waited; nobody where the connection is gone or the waiting was in this process. */
async function holdersOf(
  session: WriteSession | undefined,
  { tableId }: DraftHeader,
  limit: Timeout['limit'],
): Promise<Timeout['heldBy']> {
  if (session === undefined || session.lost || (limit !== 'lock' && limit !== 'statement')) return []
  try {
    return (await session.rollback()) ? await readLockHolders(session.client, tableId) : []
  } catch {
    return []
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
