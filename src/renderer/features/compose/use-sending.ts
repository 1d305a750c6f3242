import { useRef, useState } from 'react'
import type { CommitStep } from '../../../shared/contract/outcome.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { toContractDraft } from './draft.ts'
import { leavesDraftOpen, resultOfFailure, resultOfOutcome, type SendResult } from './send-result.ts'
import type { DraftState } from './use-draft.ts'

export interface Sending {
  readonly isSending: boolean
  /** What the writer does just now. */
  readonly progress: SendProgress | undefined
  readonly result: SendResult | undefined
  send(): Promise<void>
  /** Gives up waiting for the answer; what became of the draft is then asked by its commit id. */
  cancel(): void
  /** Puts what was found out in the place of an unknown outcome. */
  settle(result: SendResult): void
  /** Takes the result away, for example because the draft has changed since. */
  clear(): void
}

export interface SendProgress {
  readonly startedAtMs: number
  /** Absent until the writer has told the first one. */
  readonly step: CommitStep | undefined
}

const REOPENED = 'The page was opened anew after the draft was sent.'

/**
 * Sends a draft and keeps what is known of it. A draft that was sent before begins as unknown, so that it is asked for
 * before it can be changed or sent again.
 */
export function useSending({ draft, change, keeper }: DraftState): Sending {
  const [progress, setProgress] = useState<SendProgress>()
  const [result, setResult] = useState<SendResult | undefined>(() =>
    draft.phase === 'open'
      ? undefined
      : { kind: 'unknown', reason: 'answer-lost', commitId: draft.commitId, message: REOPENED },
  )
  const aborting = useRef<AbortController>(undefined)

  function settle(next: SendResult): void {
    setResult(next)
    change({ phase: next.kind === 'committed' ? 'committed' : leavesDraftOpen(next) ? 'open' : 'sent' })
  }

  async function send(): Promise<void> {
    const abort = new AbortController()
    aborting.current = abort
    const startedAtMs = Date.now()
    setResult(undefined)
    setProgress({ startedAtMs, step: undefined })
    change({ phase: 'sent', wasSent: true })
    try {
      const keeping = await keeper.keepNow({ ...draft, phase: 'sent', wasSent: true, editedAtMs: startedAtMs })
      // Somebody else has this draft in hand: it may be sent there.
      if (keeping.kind === 'changed' || keeping.kind === 'gone') return change({ phase: 'open' })
      const tellStep = (step: CommitStep) => setProgress({ startedAtMs, step })
      settle(await commitWatched(toContractDraft(draft), tellStep, abort.signal))
    } catch (error) {
      settle(resultOfFailure(readFailure(error), draft.commitId))
    } finally {
      setProgress(undefined)
    }
  }

  return {
    isSending: progress !== undefined,
    progress,
    result,
    send,
    cancel: () => aborting.current?.abort(),
    settle,
    clear: () => setResult(undefined),
  }
}

async function commitWatched(
  draft: Draft,
  onStep: (step: CommitStep) => void,
  signal: AbortSignal,
): Promise<SendResult> {
  for await (const news of await client.commits.appendWatched(draft, { signal })) {
    if (news.kind === 'outcome') return resultOfOutcome(news.outcome)
    onStep(news.step)
  }
  signal.throwIfAborted()
  const message = 'The connection ended before the outcome arrived.'
  return { kind: 'unknown', reason: 'answer-lost', commitId: draft.commitId, message }
}
