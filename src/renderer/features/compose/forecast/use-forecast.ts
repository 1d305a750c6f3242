import { useDebouncedValue, useThrottledValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ForecastReport } from '../../../../shared/contract/forecast.ts'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { toContractDraft } from '../draft.ts'

/** Typing is waited for, other writers are not: a busy table must not keep the forecast from ever being made. */
const TYPING_MS = 300
const HEAD_MS = 1_000

export type Forecasting =
  /** Nothing to judge by: nobody committed since the base, or the draft is empty, unreadable or already sent. */
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** `isFresh` is false while a newer one is on its way. */
  | { readonly kind: 'answered'; readonly report: ForecastReport; readonly isFresh: boolean }

/**
 * What the versions since the draft's base mean for it: judged anew when the draft changes, and when anybody commits,
 * since `head` moves then.
 */
export function useForecast(draft: KeptDraft, head: bigint, isReadable: boolean): Forecasting {
  const { readVersion } = toContractDraft(draft)
  const canAsk = draft.phase === 'open' && isReadable && draft.text.trim() !== '' && readVersion < head
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest of a draft changes no verdict
  const asked = useMemo(
    () => ({ draft, canAsk }),
    [draft.text, readVersion, draft.operation, draft.reads, draft.isolationLevel, canAsk],
  )
  const [settled] = useDebouncedValue(asked, TYPING_MS)
  const seenHead = useThrottledValue(head, HEAD_MS)
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['forecast', settled.draft.draftId, settled.draft.editedAtMs, seenHead],
    queryFn: ({ signal }) => client.commits.forecast(toContractDraft(settled.draft), { signal }),
    enabled: settled.canAsk,
    gcTime: 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
  if (!canAsk) return { kind: 'none' }
  if (data)
    return {
      kind: 'answered',
      report: data,
      isFresh: settled === asked && seenHead === head && !isFetching && !isPlaceholderData,
    }
  return error && !isFetching ? { kind: 'failed', failure: readFailure(error) } : { kind: 'asking' }
}
