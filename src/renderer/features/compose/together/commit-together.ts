import type { KeepAnswer } from '../../../../shared/contract/draft-contract.ts'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { TogetherOutcome } from '../../../../shared/contract/outcome.ts'
import type { Draft } from '../../../../shared/contract/schemas.ts'
import { toContractDraft } from '../draft.ts'

/** The calls that committing several drafts takes. */
export interface TogetherCalls {
  keep(draft: KeptDraft): Promise<KeepAnswer>
  append(drafts: readonly Draft[]): Promise<readonly TogetherOutcome[]>
}

export type TogetherAnswer =
  | { readonly kind: 'outcomes'; readonly outcomes: readonly TogetherOutcome[] }
  /** Somebody else has this draft in hand; nothing was sent. */
  | { readonly kind: 'not-ours'; readonly draft: KeptDraft }

/**
 * Sends drafts for several tables in one transaction. Each is kept as sent before the first byte leaves, and as what became
 * of it afterwards; where the call fails they stay sent, so that whoever opens one asks the log for it (C4).
 */
export async function commitTogether(drafts: readonly KeptDraft[], calls: TogetherCalls): Promise<TogetherAnswer> {
  const sent: KeptDraft[] = []
  for (const draft of drafts) {
    const answer = await calls.keep({ ...draft, phase: 'sent', wasSent: true })
    if (answer.kind !== 'kept') {
      await Promise.all(sent.map(kept => calls.keep({ ...kept, phase: 'open' })))
      return { kind: 'not-ours', draft }
    }
    sent.push({ ...draft, phase: 'sent', wasSent: true, revision: answer.revision })
  }
  const outcomes = await calls.append(sent.map(toContractDraft))
  await Promise.all(
    sent.map((draft, index) => {
      const kind = outcomes[index]?.kind
      if (kind === undefined || kind === 'unknown') return undefined
      return calls.keep({ ...draft, phase: kind === 'committed' ? 'committed' : 'open' })
    }),
  )
  return { kind: 'outcomes', outcomes }
}
