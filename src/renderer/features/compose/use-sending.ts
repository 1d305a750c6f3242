import { useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { toContractDraft } from './draft.ts'
import { keepDraft } from './draft-store.ts'
import { leavesDraftOpen, resultOfFailure, resultOfOutcome, type SendResult } from './send-result.ts'
import type { DraftState } from './use-draft.ts'

export interface Sending {
  readonly isSending: boolean
  readonly result: SendResult | undefined
  send(): Promise<void>
  /** Gives up waiting for the answer; what became of the draft is then asked by its commit id. */
  cancel(): void
  /** Puts what was found out in the place of an unknown outcome. */
  settle(result: SendResult): void
  /** Takes the result away, for example because the draft has changed since. */
  clear(): void
}

/**
 * Sends a draft and keeps what is known of it. A draft that an earlier page had sent begins as unknown, so that it is
 * asked for before it can be changed or sent again.
 */
export function useSending({ draft, change }: DraftState): Sending {
  const [isSending, setIsSending] = useState(false)
  const [result, setResult] = useState<SendResult | undefined>(() =>
    draft.phase === 'open'
      ? undefined
      : {
          kind: 'unknown',
          reason: 'answer-lost',
          commitId: draft.commitId,
          message: 'The page was opened anew after the draft was sent.',
        },
  )
  const aborting = useRef<AbortController>(undefined)

  function settle(next: SendResult): void {
    setResult(next)
    change({ phase: next.kind === 'committed' ? 'committed' : leavesDraftOpen(next) ? 'open' : 'sent' })
  }

  async function send(): Promise<void> {
    const abort = new AbortController()
    aborting.current = abort
    keepDraft(localStorage, { ...draft, phase: 'sent', wasSent: true })
    change({ phase: 'sent', wasSent: true })
    setResult(undefined)
    setIsSending(true)
    try {
      settle(resultOfOutcome(await client.commits.append(toContractDraft(draft), { signal: abort.signal })))
    } catch (error) {
      settle(resultOfFailure(readFailure(error), draft.commitId))
    } finally {
      setIsSending(false)
    }
  }

  return {
    isSending,
    result,
    send,
    cancel: () => aborting.current?.abort(),
    settle,
    clear: () => setResult(undefined),
  }
}
