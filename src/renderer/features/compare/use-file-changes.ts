import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { FileChangeKind } from '../../../shared/contract/comparisons.ts'
import { type ComparedVersions, fileChangesQuery } from '../../api/comparison-queries.ts'
import { type ChangeRow, changeRow } from './change-row.ts'

const READ_AHEAD = 60

/** Files that differ, read on as they are scrolled to. */
export function useFileChanges(
  compared: ComparedVersions,
  kind: FileChangeKind | undefined,
): { readonly rows: readonly ChangeRow[]; readonly onRange: (first: number, last: number) => void } {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(fileChangesQuery(compared, kind))
  const rows = useMemo(() => data?.pages.flatMap(({ changes }) => changes.map(changeRow)) ?? [], [data])
  const count = rows.length
  const canRead = hasNextPage && !isFetchingNextPage
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (canRead && last + READ_AHEAD >= count) void fetchNextPage()
    },
    [canRead, count, fetchNextPage],
  )
  return { rows, onRange }
}
