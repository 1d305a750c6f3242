import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { ActionKind } from '../../../shared/contract/schemas.ts'
import { actionsQuery } from '../../api/queries.ts'
import { type ActionRow, actionRow } from './action-row.ts'

export interface ActionRows {
  /** The rows that are here, in commit order. */
  readonly rows: readonly ActionRow[]
  readonly isComplete: boolean
  readonly error: Error | null
  retry(): void
}

/** Reads the actions of a version page by page, for as long as fewer than `wanted` are here. */
export function useActionRows(
  tableId: string,
  version: bigint,
  kind: ActionKind | undefined,
  wanted: number,
): ActionRows {
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery(
    actionsQuery(tableId, version, kind),
  )
  const rows = useMemo(() => data?.pages.flatMap(page => page.actions.map(rowOf)) ?? [], [data])

  useEffect(() => {
    if (hasNextPage && !isFetching && !error && rows.length < wanted) void fetchNextPage()
  }, [hasNextPage, isFetching, error, rows.length, wanted, fetchNextPage])

  return {
    rows,
    isComplete: data !== undefined && !hasNextPage,
    error,
    retry: () => void (data ? fetchNextPage() : refetch()),
  }
}

type Line = Parameters<typeof actionRow>[0]
const known = new WeakMap<Line, ActionRow>()

/** Each line is read once, however many pages follow it. */
export function rowOf(line: Line): ActionRow {
  const row = known.get(line) ?? actionRow(line)
  known.set(line, row)
  return row
}
