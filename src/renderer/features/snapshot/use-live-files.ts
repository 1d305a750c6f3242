import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { FileFilter } from '../../../shared/contract/snapshots.ts'
import { type FileOrder, snapshotFilesQuery, type TableVersion } from '../../api/snapshot-queries.ts'
import { type ShownFile, shownFile } from '../../app/add-file.ts'

/** Drawn as skeletons below the last file that was read, while there are more. */
const ROWS_TO_COME = 40
const READ_AHEAD = 60

export interface LiveFiles {
  readonly rows: readonly ShownFile[]
  readonly rowCount: number
  readonly error: Error | null
  retry(): void
  onRange(first: number, last: number): void
}

/** Pages of live files, read on as they are scrolled to. */
export function useLiveFiles(at: TableVersion, order: FileOrder, filter: FileFilter): LiveFiles {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = useInfiniteQuery(
    snapshotFilesQuery(at, order, filter),
  )
  const rows = useMemo(() => data?.pages.flatMap(({ files }) => files.map(shownFile)) ?? [], [data])
  const count = rows.length
  const canRead = hasNextPage && !isFetchingNextPage && !isPlaceholderData
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (canRead && last + READ_AHEAD >= count) void fetchNextPage()
    },
    [canRead, count, fetchNextPage],
  )
  return {
    rows,
    rowCount: data ? count + (hasNextPage ? ROWS_TO_COME : 0) : ROWS_TO_COME,
    error: data ? null : error,
    retry: () => void refetch(),
    onRange,
  }
}
