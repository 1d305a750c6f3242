import type { CommitOutcome, CommitStep } from '../../shared/contract/outcome.ts'
import { signalOf } from '../postgres/sqlstate.ts'
import { readDatabaseFailure } from '../postgres/write-failure.ts'
import type { WriteLimits, WriteSession } from '../postgres/write-session.ts'

/** Where a commit was when it failed. */
export interface Failure {
  readonly error: unknown
  readonly step: CommitStep
  /** Milliseconds since the step began. */
  readonly elapsedMs: number
  readonly session: WriteSession | undefined
  readonly limits: WriteLimits
  readonly commitId: string
  readonly signal: AbortSignal | undefined
}

/** What an exception on the way to a commit means; undefined where it is a fault of this program. */
export function failedOutcome({
  error,
  step,
  elapsedMs,
  session,
  limits,
  commitId,
  signal,
}: Failure): CommitOutcome | undefined {
  const cause = session?.lost ?? error
  const details = readDatabaseFailure(cause)
  if (session?.commitSent) {
    // Only an answer of severity ERROR proves that the server did not commit.
    if (session.lost || details?.fatal) return { kind: 'unknown', commitId, message: messageOf(cause) }
  } else {
    if (signal?.aborted) return { kind: 'cancelled', step }
    const limitMs = limitPassed(cause, elapsedMs, limits)
    if (limitMs !== undefined) return { kind: 'timeout', step, limitMs }
  }
  if (details) {
    const { fatal: _, ...fields } = details
    return { kind: 'database-error', step, ...fields }
  }
  if (step !== 'connect' && !session?.lost) return undefined
  return { kind: 'database-error', step, ...NO_DETAILS, message: messageOf(cause), retryable: true }
}

const NO_DETAILS = { sqlState: null, constraint: null, table: null, detail: null, hint: null }

/** A statement timeout and somebody else's cancellation have one SQLSTATE; the time that has passed tells them apart. */
function limitPassed(error: unknown, elapsedMs: number, limits: WriteLimits): number | undefined {
  const signal = signalOf(error)
  if (signal === 'cancelled') return elapsedMs >= limits.statementMs ? limits.statementMs : undefined
  if (signal !== 'timeout') return undefined
  return readDatabaseFailure(error)?.sqlState === '55P03' ? limits.lockMs : limits.idleMs
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
