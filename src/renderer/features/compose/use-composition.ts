import { useMemo, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { KeptDraft } from './draft.ts'
import { type DryRunning, useDryRun } from './dry-run/use-dry-run.ts'
import { type Effect, effectOf } from './effect.ts'
import { type Forecasting, useForecast } from './forecast/use-forecast.ts'
import { type Rebasing, useRebase } from './forecast/use-rebase.ts'
import { type Checks, useChecks } from './use-checks.ts'
import { type DraftState, useDraft } from './use-draft.ts'
import { type Sending, useSending } from './use-sending.ts'

/** Everything that is known of a draft at one moment, and what can be done with it. */
export interface Composition {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly isKept: boolean
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
  askToCommit(): void
  stopAsking(): void
  commit(): void
}

export function useComposition(table: TableSummary, kept: KeptDraft): Composition {
  const state = useDraft(kept)
  const { draft, change } = state
  const sending = useSending(state)
  const checks = useChecks(draft, table.head)
  const forecasting = useForecast(draft, table.head, checks.lines !== undefined)
  const rebasing = useRebase(draft)
  const dryRunning = useDryRun(draft)
  const effect = useMemo(() => (checks.lines ? effectOf(checks.lines) : undefined), [checks.lines])
  const [isConfirming, setIsConfirming] = useState(false)
  const isLocked = draft.phase !== 'open'
  const canCommit = !isLocked && checks.errorCount === 0 && draft.text.trim() !== ''
  return {
    table,
    draft,
    isKept: state.isKept,
    isLocked,
    canCommit,
    checks,
    effect,
    sending,
    forecasting,
    rebasing,
    dryRunning,
    isConfirming,
    edit(changes) {
      sending.clear()
      change(changes)
    },
    askToCommit: () => setIsConfirming(canCommit),
    stopAsking: () => setIsConfirming(false),
    commit() {
      setIsConfirming(false)
      dryRunning.clear()
      void sending.send()
    },
  }
}
