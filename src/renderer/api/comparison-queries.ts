import { infiniteQueryOptions, queryOptions, skipToken } from '@tanstack/react-query'
import type { AcrossRequest } from '../../shared/contract/across.ts'
import type { FileChangeKind } from '../../shared/contract/comparisons.ts'
import { client } from './client.ts'

const CHANGES_PAGE = 200
const PARTITIONS_SHOWN = 200

/** Two versions of one table; what lies between them never changes. */
export interface ComparedVersions {
  readonly tableId: string
  readonly from: bigint
  readonly to: bigint
}

/** Net effect and churn. */
export function comparisonQuery({ tableId, from, to }: ComparedVersions) {
  return queryOptions({
    queryKey: ['table', tableId, 'comparison', from, to, 'summary'],
    queryFn: ({ signal }) => client.comparisons.summary({ tableId, from, to }, { signal }),
    structuralSharing: false,
  })
}

/** Files that differ, the largest difference first, a page at a time; `kind` absent means all of them. */
export function fileChangesQuery({ tableId, from, to }: ComparedVersions, kind: FileChangeKind | undefined) {
  return infiniteQueryOptions({
    queryKey: ['table', tableId, 'comparison', from, to, 'files', kind ?? null],
    queryFn: ({ pageParam, signal }) =>
      client.comparisons.files(
        {
          ...{ tableId, from, to, limit: CHANGES_PAGE },
          ...(kind ? { kind } : {}),
          ...(pageParam ? { after: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: undefined as { readonly path: string; readonly delta: bigint } | undefined,
    getNextPageParam: page => page.next ?? undefined,
    structuralSharing: false,
  })
}

/** Partitions in which files differ. */
export function partitionChangesQuery({ tableId, from, to }: ComparedVersions) {
  return queryOptions({
    queryKey: ['table', tableId, 'comparison', from, to, 'partitions'],
    queryFn: ({ signal }) => client.comparisons.partitions({ tableId, from, to, limit: PARTITIONS_SHOWN }, { signal }),
    structuralSharing: false,
  })
}

/** States of two tables, or what a draft would make; drafts change, so it is read anew with every visit. */
export function acrossQuery(compared: AcrossRequest | undefined) {
  return queryOptions({
    queryKey: ['across', compared ?? null, 'summary'],
    queryFn: compared ? ({ signal }) => client.comparisons.across(compared, { signal }) : skipToken,
    structuralSharing: false,
    staleTime: 0,
  })
}

/** The partitions in which their files differ. */
export function acrossPartitionsQuery(compared: AcrossRequest) {
  return queryOptions({
    queryKey: ['across', compared, 'partitions'],
    queryFn: ({ signal }) => client.comparisons.acrossPartitions({ ...compared, limit: PARTITIONS_SHOWN }, { signal }),
    structuralSharing: false,
    staleTime: 0,
  })
}

/** Files that differ between them, a page at a time. */
export function acrossFilesQuery(compared: AcrossRequest, kind: FileChangeKind | undefined) {
  return infiniteQueryOptions({
    queryKey: ['across', compared, 'files', kind ?? null],
    queryFn: ({ pageParam, signal }) =>
      client.comparisons.acrossFiles(
        { ...compared, limit: CHANGES_PAGE, ...(kind ? { kind } : {}), ...(pageParam ? { beyond: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as { readonly path: string; readonly delta: bigint } | undefined,
    getNextPageParam: page => page.next ?? undefined,
    structuralSharing: false,
    staleTime: 0,
  })
}
