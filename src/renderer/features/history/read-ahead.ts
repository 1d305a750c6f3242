import { historyPageOf, historyPageQuery, listedTable } from '../../api/queries.ts'
import { queryClient } from '../../api/query-client.ts'
import { parseVersion } from '../../app/search-params.ts'

/** Asks for the rows that the history of a known table begins with, so that they come while its screen is being drawn. */
export function readAhead(name: string, at: string | undefined): void {
  const table = listedTable(name)
  if (!table || table.head < 0n) return
  const wanted = parseVersion(at)
  const begins = wanted !== undefined && wanted < table.head ? wanted : table.head
  void queryClient.prefetchQuery(historyPageQuery(table.tableId, historyPageOf(begins)))
}
