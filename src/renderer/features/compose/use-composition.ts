import { useState } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { notify } from '../../app/notice.tsx'
import { useWriteRefusal } from '../../app/write-refusal.ts'
import { type Checks, useChecks } from './checks/use-checks.ts'
import type { Keeping } from './draft-keeper.ts'
import { dropDraft } from './draft-store.ts'
import { type DryRunning, useDryRun } from './dry-run/use-dry-run.ts'
import type { Effect } from './effect.ts'
import { type Forecasting, useForecast } from './forecast/use-forecast.ts'
import { type Rebasing, useRebase } from './forecast/use-rebase.ts'
import { type DraftState, type OpenedDraft, useDraft } from './use-draft.ts'
import { type Sending, useSending } from './use-sending.ts'

/** Everything that is known of a draft at one moment, and what can be done with it. */
export interface Composition {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly keeping: Keeping
  readonly isLocked: boolean
  /** The log has lost the table: the draft can be written on and moved, but not committed. */
  readonly isTableGone: boolean
  readonly canCommit: boolean
  readonly checks: Checks
  /** Absent where a line cannot be read. */
  readonly effect: Effect | undefined
  readonly sending: Sending
  readonly forecasting: Forecasting
  readonly rebasing: Rebasing
  readonly dryRunning: DryRunning
  /** True while the last question before the commit is on the screen. */
  readonly isConfirming: boolean
  /** Changes the draft; an outcome that spoke of the draft before goes away. */
  edit(changes: Parameters<DraftState['change']>[0]): void
  /** Keeps the draft, or its copy, for another table; false where that did not work and everything is as it was. */
  keepMoved(moved: KeptDraft): Promise<boolean>
  /** Keeps this draft over what somebody else has made of it meanwhile. */
  overrule(): void
  askToCommit(): void
  stopAsking(): void
  commit(): void
}

export function useComposition(table: TableSummary, opened: OpenedDraft, isLost: boolean): Composition {
  const state = useDraft(opened)
  const { draft, change } = state
  const sending = useSending(state)
  const checks = useChecks(draft, table.head, isLost)
  // The rule tells of it first, where somebody drops the table while the draft is written.
  const isTableGone = isLost || checks.issues.some(({ issue }) => issue.rule === 'draft.table')
  const isReadable = checks.content !== undefined && checks.isFresh
  const forecasting = useForecast(draft, table.head, isReadable && !isTableGone)
  const rebasing = useRebase(draft)
  const dryRunning = useDryRun(draft)
  const [isConfirming, setIsConfirming] = useState(false)
  const isLocked = draft.phase !== 'open'
  const isOurs = state.keeping.kind !== 'changed' && state.keeping.kind !== 'gone'
  const refusal = useWriteRefusal()
  const canCommit =
    refusal === undefined &&
    isOurs &&
    !isLocked &&
    !isTableGone &&
    checks.isFresh &&
    checks.errorCount === 0 &&
    draft.text.trim() !== ''
  return {
    table,
    draft,
    keeping: state.keeping,
    isLocked,
    isTableGone,
    canCommit,
    checks,
    effect: checks.content?.effect,
    sending,
    forecasting,
    rebasing,
    dryRunning,
    isConfirming,
    edit(changes) {
      sending.clear()
      change(changes)
    },
    keepMoved: moved => keepMoved(state, moved),
    overrule: () => void state.keeper.overrule(draft),
    // The key asks where the button cannot be pressed.
    askToCommit: () => (refusal === undefined ? setIsConfirming(canCommit) : notify(refusal)),
    stopAsking: () => setIsConfirming(false),
    commit() {
      setIsConfirming(false)
      dryRunning.clear()
      void sending.send()
    },
  }
}

async function keepMoved({ draft, keeper }: DraftState, moved: KeptDraft): Promise<boolean> {
  if (moved.draftId !== draft.draftId) {
    return client.drafts.keep(moved).then(
      ({ kind }) => kind === 'kept',
      () => false,
    )
  }
  const { kind } = await keeper.keepNow(moved)
  if (kind === 'kept') {
    dropDraft(localStorage, draft.tableId, draft.draftId)
    return true
  }
  dropDraft(localStorage, moved.tableId, draft.draftId)
  keeper.note(draft)
  return false
}
