import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ActionKind, TableSummary } from '../../shared/contract/schemas.ts'
import { ACTION_PAGE_MAX, HISTORY_PAGE_MAX } from '../../shared/limits.ts'
import { client } from './client.ts'
import { queryClient } from './query-client.ts'

const CATALOG_PAGE = 200
const INFO_EVERY_MS = 15_000

/** Who we are, where we are connected, and how long a round trip takes just now. */
export const infoQuery = queryOptions({
  queryKey: ['info'],
  queryFn: ({ signal }) => client.app.info(undefined, { signal }),
  refetchInterval: INFO_EVERY_MS,
  structuralSharing: false,
})

/** Commits that were begun on this computer and whose outcome nobody was told, also before this start of the program. */
export const unresolvedQuery = queryOptions({
  queryKey: ['unresolved'],
  queryFn: ({ signal }) => client.commits.unresolved(undefined, { signal }),
  refetchInterval: INFO_EVERY_MS,
})

/** Tables by name, a keyset page at a time; `search` narrows by a part of the name. */
export function tablesQuery(search: string) {
  const wanted = search.trim()
  return infiniteQueryOptions({
    queryKey: ['tables', 'list', wanted],
    queryFn: ({ pageParam, signal }) =>
      client.tables.list(
        {
          ...(wanted === '' ? {} : { search: wanted }),
          ...(pageParam === undefined ? {} : { after: pageParam }),
          limit: CATALOG_PAGE,
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** One table by name, with its head and what stands there; until it has come, as a list of tables has it. */
export function tableQuery(name: string) {
  return queryOptions({
    queryKey: ['tables', 'one', name],
    queryFn: ({ signal }) => client.tables.get({ name }, { signal }),
    placeholderData: () => listedTable(name),
  })
}

/** What a list of tables that is at hand says of the table `name`. */
export function listedTable(name: string): TableSummary | undefined {
  const lists = queryClient.getQueriesData<InfiniteData<{ readonly tables: readonly TableSummary[] }>>({
    queryKey: ['tables', 'list'],
  })
  for (const [, list] of lists) {
    const listed = list?.pages.flatMap(({ tables }) => tables).find(table => table.name === name)
    if (listed) return listed
  }
  return undefined
}

/** One table by its id, whatever it is called now; null where the log has lost it. */
export function tableByIdQuery(tableId: string) {
  return queryOptions({
    queryKey: ['tables', 'id', tableId],
    queryFn: ({ signal }) => client.tables.find({ tableId }, { signal }),
  })
}

/**
 * Versions `page * 200 … page * 200 + 199`, newest first. Pages are cut at fixed versions, not at the head: history is
 * never rewritten, so only the page that the head stands in ever changes.
 */
export function historyPageQuery(tableId: string, page: number) {
  return queryOptions({
    queryKey: ['table', tableId, 'history', page],
    queryFn: ({ signal }) =>
      client.history.page(
        { tableId, before: BigInt(page + 1) * BigInt(HISTORY_PAGE_MAX), limit: HISTORY_PAGE_MAX },
        { signal },
      ),
    structuralSharing: false,
  })
}

/** The page of `historyPageQuery` that a version stands in. */
export function historyPageOf(version: bigint): number {
  return Number(version / BigInt(HISTORY_PAGE_MAX))
}

/** Running totals at up to `points` versions from the first to the head. */
export function growthQuery(tableId: string, points: number) {
  return queryOptions({
    queryKey: ['table', tableId, 'growth', points],
    queryFn: ({ signal }) => client.history.growth({ tableId, points }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** One version with its commitInfo as it was written. */
export function versionQuery(tableId: string, version: bigint) {
  return queryOptions({
    queryKey: ['table', tableId, 'version', version],
    queryFn: ({ signal }) => client.versions.get({ tableId, version }, { signal }),
    structuralSharing: false,
  })
}

/** Actions of a version in commit order, a page of ordinals at a time; `kind` absent means all of them. */
export function actionsQuery(tableId: string, version: bigint, kind?: ActionKind) {
  return infiniteQueryOptions({
    queryKey: ['table', tableId, 'actions', version, kind ?? null],
    queryFn: ({ pageParam, signal }) =>
      client.versions.actions(
        { tableId, version, ...(kind ? { kind } : {}), after: pageParam, limit: ACTION_PAGE_MAX },
        { signal },
      ),
    initialPageParam: -1,
    getNextPageParam: page => page.next ?? undefined,
    structuralSharing: false,
  })
}

/** Sub-folders of a folder of the machine that the main process runs on; absent: the home folder. */
/** With `files` the path may be one, and its folder is listed. */
export function foldersQuery(path: string | undefined, files = false) {
  return queryOptions({
    queryKey: ['folders', path ?? null, files],
    queryFn: ({ signal }) => client.imports.browse({ ...(path !== undefined && { path }), files }, { signal }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
}

/** What the import of a table has found wrong with its log; null for a table of another origin. */
export function importMarkQuery(tableId: string) {
  return queryOptions({
    queryKey: ['table', tableId, 'import'],
    queryFn: ({ signal }) => client.imports.mark({ tableId }, { signal }),
  })
}
