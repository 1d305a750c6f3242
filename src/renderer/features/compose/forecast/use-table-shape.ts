import { useQuery } from '@tanstack/react-query'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import type { Metadata, PartitionValues } from '../../../../shared/delta/actions.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { client } from '../../../api/client.ts'

const PARTITIONS_READ = 50

/** What a predicate over the table can name. */
export interface TableShape {
  readonly metadata: Metadata | undefined
  /** The largest ones. */
  readonly partitions: readonly PartitionValues[]
}

/** Schema and partitions of the table as it is now; undefined until they are read, or where they cannot be. */
export function useTableShape({ tableId, head }: TableSummary): TableShape | undefined {
  const { data } = useQuery({
    queryKey: ['table', tableId, 'shape', head],
    queryFn: ({ signal }) => readShape(tableId, head, signal),
    enabled: head >= 0n,
    structuralSharing: false,
  })
  return data
}

async function readShape(tableId: string, version: bigint, signal: AbortSignal): Promise<TableShape> {
  const [state, list] = await Promise.all([
    client.snapshots.state({ tableId, version }, { signal }),
    client.snapshots.partitions({ tableId, version, limit: PARTITIONS_READ }, { signal }),
  ])
  const parsed = state.metaData === null ? undefined : parseAction(state.metaData, 0)
  const action = parsed?.kind === 'ok' ? parsed.value.action : undefined
  return {
    metadata: action?.kind === 'metaData' ? action : undefined,
    partitions: list.partitions.map(({ values }) => new Map(Object.entries(values))),
  }
}
