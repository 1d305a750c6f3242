import { useCallback, useMemo } from 'react'
import type { FileChangesPage } from '../../../shared/contract/comparisons.ts'
import { type ChangeRow, changeRow } from './change-row.ts'

const READ_AHEAD = 60

/** Pages of files that differ, as a query holds them. */
export interface ChangePages {
  readonly data: { readonly pages: readonly FileChangesPage[] } | undefined
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

/** Files that differ, read on as they are scrolled to. */
export function useChangeRows({ data, hasNextPage, isFetchingNextPage, fetchNextPage }: ChangePages): {
  readonly rows: readonly ChangeRow[]
  readonly onRange: (first: number, last: number) => void
} {
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
