import { useState } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { type Checks, useChecks } from './checks/use-checks.ts'
import type { Keeping } from './draft-keeper.ts'
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
  /** Keeps this draft over what somebody else has made of it meanwhile. */
  overrule(): void
  askToCommit(): void
  stopAsking(): void
  commit(): void
}

export function useComposition(table: TableSummary, opened: OpenedDraft): Composition {
  const state = useDraft(opened)
  const { draft, change } = state
  const sending = useSending(state)
  const checks = useChecks(draft, table.head)
  const forecasting = useForecast(draft, table.head, checks.content !== undefined && checks.isFresh)
  const rebasing = useRebase(draft)
  const dryRunning = useDryRun(draft)
  const [isConfirming, setIsConfirming] = useState(false)
  const isLocked = draft.phase !== 'open'
  const isOurs = state.keeping.kind !== 'changed' && state.keeping.kind !== 'gone'
  const canCommit = isOurs && !isLocked && checks.isFresh && checks.errorCount === 0 && draft.text.trim() !== ''
  return {
    table,
    draft,
    keeping: state.keeping,
    isLocked,
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
    overrule: () => void state.keeper.overrule(draft),
    askToCommit: () => setIsConfirming(canCommit),
    stopAsking: () => setIsConfirming(false),
    commit() {
      setIsConfirming(false)
      dryRunning.clear()
      void sending.send()
    },
  }
}
