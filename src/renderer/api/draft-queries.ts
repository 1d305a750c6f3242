import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

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
