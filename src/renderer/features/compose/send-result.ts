import type { CommitOutcome, CommitStep } from '../../../shared/contract/outcome.ts'
import type { Failure } from '../../api/failure.ts'
import { formatDuration } from '../../ui/format.ts'

/** What a page knows after it has sent a draft: the writer's outcome, or what stands in its place. */
export type SendResult =
  | Exclude<CommitOutcome, { kind: 'unknown' }>
  /** Sent, and whether it is in the log is not known: the answer was lost, or given up for. */
  | { readonly kind: 'unknown'; readonly reason: LostBecause; readonly commitId: string; readonly message: string }
  /** The answer was lost or given up, and the commit id is nowhere in the log: nothing was written. */
  | { readonly kind: 'not-committed'; readonly reason: LostBecause }
  /** The main process refused the call itself; the writer never saw the draft. */
  | { readonly kind: 'failed'; readonly failure: Failure }

export type LostBecause = 'cancelled' | 'answer-lost'

export type ResultTone = 'good' | 'bad' | 'warning' | 'unknown' | 'quiet'

/** How a result reads at a glance: the colour of its card and its one sentence, also spoken by screen readers. */
export function describeResult(result: SendResult): { readonly tone: ResultTone; readonly title: string } {
  switch (result.kind) {
    case 'committed':
      return {
        tone: 'good',
        title: `Committed as v${result.version}${result.found ? ', found by its commit id' : ''}`,
      }
    case 'version-conflict':
      return { tone: 'bad', title: conflictTitle(result) }
    case 'invalid': {
      const errors = result.issues.filter(({ severity }) => severity === 'error').length
      return { tone: 'bad', title: `Refused: ${errors === 1 ? 'one rule is' : `${errors} rules are`} broken` }
    }
    case 'database-error':
      return { tone: 'bad', title: `The database refused the commit while it ${STEP_DOING[result.step]}` }
    case 'timeout':
      return {
        tone: 'warning',
        title: `Timed out: after ${formatDuration(result.limitMs)} it still ${STEP_DOING[result.step]}`,
      }
    case 'unknown':
      return {
        tone: 'unknown',
        title: result.reason === 'cancelled' ? 'Commit sent, then cancelled' : 'Commit sent, answer lost',
      }
    case 'cancelled':
      return { tone: 'quiet', title: `Cancelled while it ${STEP_DOING[result.step]}` }
    case 'not-committed':
      return { tone: 'quiet', title: result.reason === 'cancelled' ? 'Cancelled: not committed' : 'Not committed' }
    case 'failed':
      return { tone: 'bad', title: result.failure.title }
  }
  result satisfies never
}

/** What the writer answered, as a result. */
export function resultOfOutcome(outcome: CommitOutcome): SendResult {
  return outcome.kind === 'unknown' ? { ...outcome, reason: 'answer-lost' } : outcome
}

/** True where nothing of the draft is in the log, so that it may be changed and sent again. */
export function leavesDraftOpen(result: SendResult): boolean {
  return result.kind !== 'committed' && result.kind !== 'unknown'
}

/**
 * What to make of a call that failed instead of answering. Only a refusal at the door proves that nothing was written;
 * whatever else went wrong, the log has to be asked (C4).
 */
export function resultOfFailure(failure: Failure, commitId: string): SendResult {
  if (failure.kind === 'invalid' || failure.kind === 'not-found') return { kind: 'failed', failure }
  if (failure.kind === 'cancelled') {
    return { kind: 'unknown', reason: 'cancelled', commitId, message: 'You cancelled before the answer arrived.' }
  }
  return { kind: 'unknown', reason: 'answer-lost', commitId, message: `${failure.title}. ${failure.detail}` }
}

function conflictTitle(conflict: Extract<SendResult, { kind: 'version-conflict' }>): string {
  const { expected, actual, winners } = conflict
  const winner = winners.find(({ version }) => version === expected)
  if (expected > actual + 1n) return `v${expected} would leave a gap: the head is v${actual}`
  return winner ? `v${expected} was taken by ${winner.committer}` : `v${expected} is taken: the head is v${actual}`
}

const STEP_DOING = {
  validate: 'checked the draft',
  connect: 'waited for a connection',
  begin: 'began the transaction',
  lock: 'waited for the table’s lock',
  check: 'checked the version',
  insert: 'inserted the actions',
  record: 'recorded the version',
  commit: 'committed',
} as const satisfies Record<CommitStep, string>
