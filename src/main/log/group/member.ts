import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import type { Commit } from '../../../shared/delta/actions.ts'
import type { CommitPlan } from '../commit-plan.ts'
import type { CommitSteps, WatchStep } from '../commit-steps.ts'

/** A small commit that waits for its table together with others of this process. */
export interface Member {
  readonly draft: Draft
  /** The draft's lines, which have passed every rule that needs no table. */
  readonly commit: Commit
  readonly plan: CommitPlan
  /** What it did by itself so far. */
  readonly steps: CommitSteps
  readonly watchStep: WatchStep | undefined
  readonly signal: AbortSignal | undefined
}

/** A member whose commit is under way, and how it is told what became of it. */
export interface Attending {
  readonly member: Member
  /** Its signal was aborted before its rows were sent: nothing of it may be written any more. */
  withdrawn: boolean
  /** Groups that have left it to the next one. */
  deferrals: number
  /** Once; later calls change nothing. */
  answer(outcome: CommitOutcome): void
  /** For a fault of this program. */
  fail(error: unknown): void
}
