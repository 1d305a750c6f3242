import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { TimelineLanes } from '../../shared/contract/histories.ts'
import type { ResolvedTerm } from '../../shared/history/filter.ts'
import type { Destination } from '../../shared/history/go-to.ts'
import { HISTORY_PAGE_MAX } from '../../shared/limits.ts'
import { client } from './client.ts'

/** Keys of what a moved head makes stale begin so; see `changes.ts`. */
const live = (tableId: string) => ['table', tableId, 'live'] as const

/** Versions that fit a filter, newest first; a page may come back before it is full and tells how far it looked. */
export function foundVersionsQuery(tableId: string, filter: readonly ResolvedTerm[]) {
  return infiniteQueryOptions({
    queryKey: ['table', tableId, 'found', filter],
    queryFn: ({ pageParam, signal }) =>
      client.history.find(
        {
          tableId,
          filter: [...filter],
          limit: HISTORY_PAGE_MAX,
          ...(pageParam === undefined ? {} : { before: pageParam }),
        },
        { signal },
      ),
    initialPageParam: undefined as bigint | undefined,
    getNextPageParam: page => page.next ?? undefined,
    structuralSharing: false,
  })
}

/** The names that a filter can look for. */
export function vocabularyQuery(tableId: string) {
  return queryOptions({
    queryKey: ['table', tableId, 'vocabulary'],
    queryFn: ({ signal }) => client.history.vocabulary({ tableId }, { signal }),
    staleTime: 60_000,
  })
}

/** Where a time or a change is in a history. */
export function locationQuery(tableId: string, target: Extract<Destination, { kind: 'time' | 'change' }> | undefined) {
  return queryOptions({
    queryKey: [...live(tableId), 'location', target ?? null],
    queryFn: ({ signal }) => {
      if (!target) throw new Error('nothing is looked for')
      return client.history.locate({ tableId, target }, { signal })
    },
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}

/** The whole course of a history in equal parts of time. */
export function overviewQuery(tableId: string, buckets: number) {
  return queryOptions({
    queryKey: [...live(tableId), 'overview', buckets],
    queryFn: ({ signal }) => client.history.overview({ tableId, buckets }, { signal }),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}

/** The commits of a stretch of time, one by one or counted, with the stretch that they are of. */
export function timelineQuery(
  tableId: string,
  request: { readonly fromMs: number; readonly toMs: number; readonly lanes: TimelineLanes },
  buckets: number,
) {
  return queryOptions({
    queryKey: [...live(tableId), 'timeline', request, buckets],
    queryFn: async ({ signal }) => ({
      timeline: await client.history.timeline({ tableId, ...request, buckets }, { signal }),
      window: { fromMs: request.fromMs, toMs: request.toMs },
    }),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}

/** What people have said of versions; `from` and `to` inclusive. */
export function notesQuery(tableId: string, from: bigint, to: bigint) {
  return queryOptions({
    queryKey: ['table', tableId, 'notes', from, to],
    queryFn: ({ signal }) => client.notes.list({ tableId, from, to, limit: HISTORY_PAGE_MAX }, { signal }),
    staleTime: 15_000,
    structuralSharing: false,
  })
}

/** What this computer remembers of making a commit. */
export function commitActivityQuery(commitId: string) {
  return queryOptions({
    queryKey: ['activity', 'commit', commitId],
    queryFn: ({ signal }) => client.activity.list({ search: commitId, kind: 'commit', limit: 10 }, { signal }),
    structuralSharing: false,
  })
}
