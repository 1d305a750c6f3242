import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { TableFacets, TableSort } from '../../shared/contract/tables.ts'
import { client } from './client.ts'

const CATALOG_PAGE = 200
/** A catalog that is looked at for long still shows what happened lately. */
const ACTIVITY_EVERY_MS = 60_000
/** Counting looks at every head, which a busy lake moves all the time. */
const FACETS_STALE_MS = 30_000

export interface CatalogRequest {
  readonly search: string
  readonly sort: TableSort
  readonly facets: TableFacets | undefined
}

/** Tables in the order that is asked for, a page at a time. */
export function catalogQuery({ search, sort, facets }: CatalogRequest) {
  const wanted = search.trim()
  return infiniteQueryOptions({
    queryKey: ['tables', 'list', wanted, sort, facets ?? null],
    queryFn: ({ pageParam, signal }) =>
      client.tables.list(
        {
          ...(wanted === '' ? {} : { search: wanted }),
          ...(pageParam === undefined ? {} : { after: pageParam }),
          ...(facets === undefined ? {} : { facets }),
          sort,
          limit: CATALOG_PAGE,
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** How many of the `tables` that a search finds have each value of each facet; counted anew when there are more or fewer. */
export function facetsQuery(search: string, tables: number) {
  const wanted = search.trim()
  return queryOptions({
    queryKey: ['catalog', 'facets', wanted, tables],
    queryFn: ({ signal }) => client.tables.facets(wanted === '' ? {} : { search: wanted }, { signal }),
    staleTime: FACETS_STALE_MS,
    placeholderData: keepPreviousData,
  })
}

/** What the catalog shows of some tables beyond their heads. */
export function activityQuery(tableIds: readonly string[]) {
  return queryOptions({
    queryKey: ['catalog', 'activity', tableIds],
    queryFn: ({ signal }) => client.tables.activity({ tableIds: [...tableIds] }, { signal }),
    enabled: tableIds.length > 0,
    staleTime: ACTIVITY_EVERY_MS,
    refetchInterval: ACTIVITY_EVERY_MS,
    placeholderData: keepPreviousData,
  })
}

/** Every rule of health measured at a version; it never changes, but for what is published. */
export function healthQuery(tableId: string, version: bigint) {
  return queryOptions({
    queryKey: ['table', tableId, 'health', version],
    queryFn: ({ signal }) => client.health.measure({ tableId, version }, { signal }),
    enabled: version >= 0n,
    staleTime: 60_000,
    structuralSharing: false,
  })
}

/** The newest versions of a table. */
export function latestVersionsQuery(tableId: string, head: bigint, limit: number) {
  return queryOptions({
    queryKey: ['table', tableId, 'latest', head, limit],
    queryFn: ({ signal }) => client.history.page({ tableId, limit }, { signal }),
    structuralSharing: false,
  })
}

/** Percentiles of the steps of commits to a table from this computer; each new head may have been one of them. */
export function commitTimingsQuery(tableId: string) {
  return queryOptions({
    queryKey: ['tables', 'timings', tableId],
    queryFn: ({ signal }) => client.timings.read({ tableId }, { signal }),
  })
}
