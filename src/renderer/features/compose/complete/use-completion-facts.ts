import { useMemo } from 'react'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import { useTableShape } from '../forecast/use-table-shape.ts'
import type { CompletionFacts } from './known-values.ts'

/** What the table knows of values that a draft for it may hold; little until the table is read. */
export function useCompletionFacts(table: TableSummary): CompletionFacts {
  const shape = useTableShape(table)
  return useMemo(
    () => ({
      partitionColumns: shape?.partitionKeys ?? [],
      partitions: shape?.partitions ?? [],
      appIds: shape?.appIds ?? [],
      domains: shape?.domains ?? [],
      nowMs: Date.now(),
    }),
    [shape],
  )
}
