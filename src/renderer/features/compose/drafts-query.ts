import { queryOptions } from '@tanstack/react-query'
import type { DraftSummary } from '../../../shared/contract/draft-contract.ts'
import { client } from '../../api/client.ts'

const READ_EVERY_MS = 5_000

/** Kept drafts, of one table or of all; drafts of other pages come in by and by. */
export function draftsQuery(tableId: string | undefined) {
  return queryOptions({
    queryKey: ['drafts', tableId ?? null],
    queryFn: ({ signal }) => client.drafts.list(tableId === undefined ? {} : { tableId }, { signal }),
    staleTime: 0,
    refetchInterval: READ_EVERY_MS,
    structuralSharing: false,
  })
}

/** Where a draft stands, in a list. */
export const PHASES = {
  open: 'not sent',
  sent: 'sent, answer unknown',
  committed: 'committed',
} as const satisfies Record<DraftSummary['phase'], string>
