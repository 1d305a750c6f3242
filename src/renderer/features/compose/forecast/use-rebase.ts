import { useRef, useState } from 'react'
import type { RebaseReport } from '../../../../shared/contract/forecast.ts'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { toContractDraft } from '../draft.ts'

export type RebaseAnswer = RebaseReport | { readonly kind: 'failed'; readonly failure: Failure }

export interface Rebasing {
  readonly isAsking: boolean
  /** What a rebase would change, or why there can be none; shown until it is applied or dismissed. */
  readonly answer: RebaseAnswer | undefined
  /** Overruling asks for the draft after its conflicts, which its author has looked at. */
  ask(overrules?: boolean): Promise<void>
  dismiss(): void
}

/** Asks what the draft would be on the head; an answer to an older question is dropped. */
export function useRebase(draft: KeptDraft): Rebasing {
  const [answer, setAnswer] = useState<RebaseAnswer>()
  const [isAsking, setIsAsking] = useState(false)
  const asking = useRef<AbortController>(undefined)

  async function ask(overrules = false): Promise<void> {
    asking.current?.abort()
    const abort = new AbortController()
    asking.current = abort
    setIsAsking(true)
    const report = await client.commits
      .rebase({ ...toContractDraft(draft), overrules }, { signal: abort.signal })
      .catch((error: unknown): RebaseAnswer => ({ kind: 'failed', failure: readFailure(error) }))
    if (abort.signal.aborted) return
    setIsAsking(false)
    setAnswer(report)
  }

  return {
    isAsking,
    answer,
    ask,
    dismiss() {
      asking.current?.abort()
      setIsAsking(false)
      setAnswer(undefined)
    },
  }
}
