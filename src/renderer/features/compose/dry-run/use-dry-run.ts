import { useRef, useState } from 'react'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { DryRunReport } from '../../../../shared/contract/outcome.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { toContractDraft } from '../draft.ts'

export type DryRunAnswer = DryRunReport | { readonly kind: 'failed'; readonly failure: Failure }

export interface DryRunning {
  readonly isRunning: boolean
  /** What the draft as it stands would have become; gone as soon as the draft changes. */
  readonly answer: DryRunAnswer | undefined
  run(): Promise<void>
  cancel(): void
  clear(): void
}

/** Has the server do everything but COMMIT. Nothing can remain of it, so leaving the page needs no care. */
export function useDryRun(draft: KeptDraft): DryRunning {
  const [told, setTold] = useState<{ readonly answer: DryRunAnswer; readonly editedAtMs: number }>()
  const [isRunning, setIsRunning] = useState(false)
  const running = useRef<AbortController>(undefined)

  async function run(): Promise<void> {
    const abort = new AbortController()
    running.current = abort
    setTold(undefined)
    setIsRunning(true)
    const answer = await client.commits
      .dryRun(toContractDraft(draft), { signal: abort.signal })
      .catch((error: unknown): DryRunAnswer => ({ kind: 'failed', failure: readFailure(error) }))
    setIsRunning(false)
    if (!abort.signal.aborted) setTold({ answer, editedAtMs: draft.editedAtMs })
  }

  return {
    isRunning,
    answer: told?.editedAtMs === draft.editedAtMs ? told.answer : undefined,
    run,
    cancel: () => running.current?.abort(),
    clear: () => setTold(undefined),
  }
}
