import type { Action, Version } from './actions.ts'
import { type Conflict, type ConflictDraft, type ConflictPolicy, findConflict, type Winner } from './conflict.ts'
import type { ReadState } from './read-set.ts'
import { tombstoneNewDomains } from './rebase-domains.ts'
import { leaveOutGoneFiles, noteGoneFiles } from './rebase-gone-files.ts'
import { moveCheckpointProtection, moveTimestamps, moveTypeChanges, noteLostRowIds } from './rebase-provenance.ts'
import { followBackfill, moveRowIds, moveRowVersions } from './rebase-row-tracking.ts'
import { RebaseState, type RebaseStep } from './rebase-state.ts'

export interface RebaseRequest {
  readonly draft: ConflictDraft
  readonly read: ReadState
  /** Every commit from the one after the read version up to the head, in order. */
  readonly winners: readonly Winner[]
  readonly policy?: ConflictPolicy | undefined
  /** The highest row id assigned at the read version: domain `delta.rowTracking`; -1 where absent. */
  readonly rowIdHighWaterMark?: bigint | undefined
  /** The author has looked at what the winners did and wants the same commit after them all the same. */
  readonly overrules?: boolean | undefined
}

/** One thing that the new version of the draft says differently. */
export interface RebaseChange {
  readonly kind:
    | 'version'
    | 'in-commit-timestamp'
    | 'row-ids'
    | 'row-commit-version'
    | 'row-id-high-water-mark'
    | 'row-tracking-backfill'
    | 'row-tracking-preserved'
    | 'type-change-version'
    | 'checkpoint-protection'
    | 'domain-removed'
    | 'already-removed'
  /** What is meant, for example a path; absent where the kind says it all. */
  readonly subject?: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

export type Rebase =
  | {
      readonly kind: 'rebased'
      /** The version that the draft now wants to become. */
      readonly version: Version
      readonly actions: readonly Action[]
      readonly changes: readonly RebaseChange[]
      /** What nobody has checked, in sentences. */
      readonly cautions: readonly string[]
    }
  | Conflict
  /** No rule forbids it, but something that the new version must say cannot be known. */
  | { readonly kind: 'impossible'; readonly reason: string }

/**
 * Puts a draft on a newer head, as Spark does after a lost race: allowed where it conflicts with no winner, and then
 * recomputed, not renumbered, since row ids, row commit versions and in-commit timestamps depend on the version. Whoever
 * overrules the conflicts gets the draft as it can stand on the head; what of it had to go is among the changes.
 */
export function rebaseDraft(request: RebaseRequest): Rebase {
  const { draft, read, winners, policy, rowIdHighWaterMark, overrules } = request
  const conflict = overrules ? undefined : findConflict(draft, read, winners, policy)
  if (conflict) return conflict
  const hidden = winners.find(({ actions }) => actions === undefined)
  if (hidden) return { kind: 'impossible', reason: `What version ${hidden.version} did cannot be read.` }
  const state = new RebaseState(draft, read, rowIdHighWaterMark ?? -1n)
  for (const winner of winners) {
    state.follow(winner)
    for (const step of STEPS_EACH) step(state)
  }
  if (winners.length > 0) for (const step of STEPS_LAST) step(state)
  if (state.obstacle !== undefined) return { kind: 'impossible', reason: state.obstacle }
  const { actions, cautions } = state
  return { kind: 'rebased', version: state.nextVersion, actions, changes: state.changes(), cautions }
}

/** What each winner asks for. */
const STEPS_EACH: readonly RebaseStep[] = [noteGoneFiles, noteLostRowIds, tombstoneNewDomains, followBackfill]

/** What depends on the last winner alone; Spark does it once a winner, which ends the same. */
const STEPS_LAST: readonly RebaseStep[] = [
  leaveOutGoneFiles,
  moveCheckpointProtection,
  moveRowIds,
  moveRowVersions,
  moveTypeChanges,
  moveTimestamps,
]
