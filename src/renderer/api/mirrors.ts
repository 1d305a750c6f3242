import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { MirrorAlert, MirrorSummary } from '../../shared/contract/mirrors.ts'
import { client } from './client.ts'
import { type LiveState, type LiveStream, liveStream, useLive } from './live-stream.ts'

/** Every mirror as it stands, and what raises an alert. */
export interface Mirrors {
  /** By name of the table. */
  readonly mirrors: readonly MirrorSummary[]
  readonly alerts: readonly MirrorAlert[]
  /** Whether the program behind this page publishes. */
  readonly isPublishing: boolean
  /** A lag above it is an alert. */
  readonly lagLimitMs: number
}

const PACE_EVERY_MS = 5_000
const READER_EVERY_MS = 10_000
const VERSIONS_PAGE = 200

const all: LiveStream<Mirrors> = liveStream(
  signal => client.mirror.watch(undefined, { signal }),
  (before: Mirrors | undefined, { mirrors, removed, alerts, isPublishing, lagLimitMs }) => {
    const next = new Map(before?.mirrors.map(mirror => [mirror.tableId, mirror]))
    for (const mirror of mirrors) next.set(mirror.tableId, mirror)
    for (const tableId of removed) next.delete(tableId)
    const sorted = [...next.values()].sort((a, b) => a.name.localeCompare(b.name))
    return { mirrors: sorted, alerts, isPublishing, lagLimitMs }
  },
)

/** Every mirror; live while something shows it. */
export function useMirrors(): LiveState<Mirrors> {
  return useLive(all)
}

/** How publishing went in the last quarter of an hour, of one table or of all. */
export function paceQuery(tableId: string | undefined) {
  return queryOptions({
    queryKey: ['mirror', 'pace', tableId ?? null],
    queryFn: ({ signal }) => client.mirror.pace(tableId === undefined ? {} : { tableId }, { signal }),
    refetchInterval: PACE_EVERY_MS,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}

/** Failed attempts of a mirror; `attempts` is how many there were when it was asked, so that a new one is read. */
export function attemptsQuery(tableId: string, attempts: number) {
  return queryOptions({
    queryKey: ['mirror', 'attempts', tableId, attempts],
    queryFn: ({ signal }) => client.mirror.attempts({ tableId }, { signal }),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}

/** What a reader of files alone sees now. */
export function readerQuery(tableId: string) {
  return queryOptions({
    queryKey: ['mirror', 'reader', tableId],
    queryFn: ({ signal }) => client.mirror.reader({ tableId }, { signal }),
    refetchInterval: READER_EVERY_MS,
    staleTime: 0,
    structuralSharing: false,
  })
}

/** Both sides of what stopped a mirror. */
export function divergenceQuery(tableId: string, version: bigint) {
  return queryOptions({
    queryKey: ['mirror', 'divergence', tableId, version],
    queryFn: ({ signal }) => client.mirror.divergence({ tableId }, { signal }),
    staleTime: 0,
  })
}

/** What could be removed of a published log. */
export function cleanupQuery(tableId: string) {
  return queryOptions({
    queryKey: ['mirror', 'cleanup', tableId],
    queryFn: ({ signal }) => client.mirror.cleanup.offer({ tableId }, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
}

/** Versions of a table with what is known of their files, newest first. */
export function mirroredVersionsQuery(tableId: string) {
  return infiniteQueryOptions({
    queryKey: ['mirror', 'versions', tableId],
    queryFn: ({ pageParam, signal }) =>
      client.mirror.versions(
        { tableId, ...(pageParam === undefined ? {} : { before: pageParam }), limit: VERSIONS_PAGE },
        { signal },
      ),
    initialPageParam: undefined as bigint | undefined,
    getNextPageParam: page => (page.length < VERSIONS_PAGE ? undefined : page.at(-1)?.version),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
}
