import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { AddFile } from '../../../shared/delta/actions.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { actionsQuery, historyPageOf, historyPageQuery } from '../../api/queries.ts'

/** The newest version that added files, among the versions that stand on the head's page of the history. */
function useNewestAddingVersion({ tableId, head }: TableSummary): bigint | undefined {
  const { data } = useQuery({ ...historyPageQuery(tableId, historyPageOf(head < 0n ? 0n : head)), enabled: head >= 0n })
  return data?.versions.find(({ counts }) => counts.add > 0)?.version
}

/** The files that a version added, as far as they are read. */
function useAddedFiles(tableId: string, version: bigint | undefined) {
  const query = useInfiniteQuery({ ...actionsQuery(tableId, version ?? 0n, 'add'), enabled: version !== undefined })
  const files = useMemo(
    () =>
      query.data?.pages.flatMap(page =>
        page.actions.flatMap(({ line, ordinal }): AddFile[] => {
          const checked = parseAction(line, ordinal)
          return checked.kind === 'ok' && checked.value.action.kind === 'add' ? [checked.value.action] : []
        }),
      ),
    [query.data],
  )
  return { ...query, files }
}

/** The partition columns that the newest added file has; none where no file is known. */
export function usePartitionColumns(table: TableSummary): readonly string[] {
  const { files } = useAddedFiles(table.tableId, useNewestAddingVersion(table))
  return [...(files?.[0]?.partitionValues.keys() ?? [])]
}
