import { infiniteQueryOptions, keepPreviousData, type QueryKey, queryOptions } from '@tanstack/react-query'
import type {
  FileFilter,
  FilePlace,
  FileSort,
  PruneEvent,
  ScanProgress,
  StatisticsEvent,
} from '../../shared/contract/snapshots.ts'
import { FILE_PAGE_MAX, PARTITIONS_MAX } from '../../shared/limits.ts'
import { client } from './client.ts'
import { queryClient } from './query-client.ts'

const FILES_PAGE = 200
const PRUNED_FILES_SHOWN = 500

/** One version of one table; what is known about it never changes. */
export interface TableVersion {
  readonly tableId: string
  readonly version: bigint
}

export interface FileOrder {
  readonly sort: FileSort
  readonly descending: boolean
}

/** Everything of a snapshot but its files. */
export function snapshotStateQuery({ tableId, version }: TableVersion) {
  return queryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'state'],
    queryFn: ({ signal }) => client.snapshots.state({ tableId, version }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** Live files, a page at a time, filtered and ordered by the server. */
export function snapshotFilesQuery({ tableId, version }: TableVersion, order: FileOrder, filter: FileFilter) {
  return infiniteQueryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'files', order, filter],
    queryFn: ({ pageParam, signal }) =>
      client.snapshots.files(
        {
          ...{ tableId, version, filter, ...order },
          limit: Math.min(FILES_PAGE, FILE_PAGE_MAX),
          ...(pageParam ? { after: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: undefined as FilePlace | undefined,
    getNextPageParam: page => page.next ?? undefined,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** Totals and sizes of the live files that fit a filter. */
export function fileSizesQuery({ tableId, version }: TableVersion, filter: FileFilter) {
  return queryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'sizes', filter],
    queryFn: ({ signal }) => client.snapshots.sizes({ tableId, version, filter }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** The largest partitions. */
export function partitionsQuery({ tableId, version }: TableVersion) {
  return queryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'partitions'],
    queryFn: ({ signal }) => client.snapshots.partitions({ tableId, version, limit: PARTITIONS_MAX }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** What lies in a folder of the files' paths. */
export function folderQuery({ tableId, version }: TableVersion, prefix: string) {
  return queryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'folder', prefix],
    queryFn: ({ signal }) => client.snapshots.folder({ tableId, version, prefix }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** Since when columns, properties and features are what they are. */
export function originsQuery({ tableId, version }: TableVersion) {
  return queryOptions({
    queryKey: ['table', tableId, 'snapshot', version, 'origins'],
    queryFn: ({ signal }) => client.snapshots.origins({ tableId, version }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** Which files a predicate opens; how far the test has come is read with `scanProgressQuery` of the same key. */
export function pruneQuery({ tableId, version }: TableVersion, predicate: string) {
  const queryKey = ['table', tableId, 'snapshot', version, 'prune', predicate]
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      const request = { tableId, version, predicate, shown: PRUNED_FILES_SHOWN }
      return lastEvent<Exclude<PruneEvent, ScanProgress>>(await client.snapshots.prune(request, { signal }), queryKey)
    },
    structuralSharing: false,
  })
}

/** How far statistics cover the files; progress as for `pruneQuery`. */
export function statisticsQuery({ tableId, version }: TableVersion) {
  const queryKey = ['table', tableId, 'snapshot', version, 'statistics']
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) =>
      lastEvent<Exclude<StatisticsEvent, ScanProgress>>(
        await client.snapshots.statistics({ tableId, version }, { signal }),
        queryKey,
      ),
    structuralSharing: false,
  })
}

/** How far the scan behind a query has come; nothing is asked for it. */
export function scanProgressQuery(queryKey: QueryKey) {
  return queryOptions<ScanProgress | null>({
    queryKey: ['progress', ...queryKey],
    queryFn: () => null,
    enabled: false,
    structuralSharing: false,
  })
}

/** Follows a scan to its end and keeps its progress where `scanProgressQuery` finds it. */
async function lastEvent<R extends { readonly kind: string }>(
  events: AsyncIterable<ScanProgress | R>,
  queryKey: QueryKey,
): Promise<R> {
  for await (const event of events) {
    if (!isProgress(event)) return event
    queryClient.setQueryData(scanProgressQuery(queryKey).queryKey, event)
  }
  throw new Error('The scan ended without a result.')
}

function isProgress(event: { readonly kind: string }): event is ScanProgress {
  return event.kind === 'progress'
}
