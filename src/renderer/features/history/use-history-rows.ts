import { useQueries } from '@tanstack/react-query'
import type { VersionSummary } from '../../../shared/contract/schemas.ts'
import { historyPageOf, historyPageQuery } from '../../api/queries.ts'

/** The versions of a table by number, as far as the pages in sight have arrived. */
export interface HistoryRows {
  readonly rowOf: (version: bigint) => VersionSummary | undefined
  /** Whether the first of them are there, or cannot be had. */
  readonly isBegun: boolean
  readonly error: Error | null
  readonly retry: () => void
}

/** Reads the pages that hold the versions `oldest … newest`; a page that leaves the sight before it came is let go. */
export function useHistoryRows(tableId: string, newest: bigint, oldest: bigint): HistoryRows {
  const first = oldest < 0n ? 0 : historyPageOf(oldest)
  const count = newest < 0n ? 0 : historyPageOf(newest) - first + 1
  const pages = Array.from({ length: count }, (_, index) => first + index)
  const results = useQueries({ queries: pages.map(page => historyPageQuery(tableId, page)) })
  return {
    rowOf(version) {
      const versions = results[historyPageOf(version) - first]?.data?.versions
      const newestRow = versions?.[0]
      return newestRow && versions[Number(newestRow.version - version)]
    },
    isBegun: results.some(({ status }) => status !== 'pending'),
    error: results.find(({ error, data }) => error && !data)?.error ?? null,
    retry() {
      for (const { error, refetch } of results) if (error) void refetch()
    },
  }
}
