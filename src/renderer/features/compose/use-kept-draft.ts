import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import { client } from '../../api/client.ts'
import { readDraft } from './draft-store.ts'
import type { OpenedDraft } from './use-draft.ts'

export interface ReadKeptDraft {
  /** Undefined until it is read, and where there is none. */
  readonly opened: OpenedDraft | undefined
  /** Neither the program nor the browser has it. */
  readonly isMissing: boolean
  readonly error: Error | null
  retry(): Promise<unknown>
}

/**
 * A kept draft by its id: as the program keeps it, or newer, where the browser holds words that never got there. `tableId` is
 * where the address looks for it; without one the draft itself says.
 */
export function useKeptDraft(draftId: string, tableId: string | undefined): ReadKeptDraft {
  const { data, error, refetch } = useQuery({
    queryKey: ['draft', draftId, tableId ?? null],
    queryFn: ({ signal }) => client.drafts.read({ draftId }, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const opened = useMemo(() => {
    if (data === undefined && !error) return undefined
    const where = tableId ?? data?.tableId
    return choose(data ?? undefined, where === undefined ? undefined : readDraft(localStorage, where, draftId))
  }, [data, error, tableId, draftId])
  return { opened, isMissing: data === null && opened === undefined, error, retry: refetch }
}

function choose(kept: KeptDraft | undefined, held: KeptDraft | undefined): OpenedDraft | undefined {
  if (held && (kept === undefined || held.editedAtMs > kept.editedAtMs)) return { draft: held, isAhead: true }
  return kept && { draft: kept, isAhead: false }
}
