import { useQuery } from '@tanstack/react-query'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import type { Action, Metadata, PartitionValues } from '../../../../shared/delta/actions.ts'
import { physicalName } from '../../../../shared/delta/column-metadata.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { parseSchema } from '../../../../shared/delta/schema.ts'
import { client } from '../../../api/client.ts'

const PARTITIONS_READ = 50

/** What a predicate over the table can name. */
export interface TableShape {
  readonly metadata: Metadata | undefined
  /** The largest ones. */
  readonly partitions: readonly PartitionValues[]
  /** As they stand in `partitionValues`: physical names under column mapping. */
  readonly partitionKeys: readonly string[]
  readonly appIds: readonly string[]
  readonly domains: readonly string[]
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
  const action = state.metaData === null ? undefined : actionOf(state.metaData)
  const metadata = action?.kind === 'metaData' ? action : undefined
  return {
    metadata,
    partitions: list.partitions.map(({ values }) => new Map(Object.entries(values))),
    partitionKeys: metadata ? partitionKeys(metadata) : [],
    appIds: state.txns.flatMap(line => {
      const txn = actionOf(line)
      return txn?.kind === 'txn' ? [txn.appId] : []
    }),
    domains: state.domains.flatMap(line => {
      const domain = actionOf(line)
      return domain?.kind === 'domainMetadata' ? [domain.domain] : []
    }),
  }
}

function partitionKeys({ schemaString, partitionColumns }: Metadata): string[] {
  const schema = parseSchema(schemaString)
  const fields = schema.kind === 'ok' ? schema.value.fields : []
  return partitionColumns.map(name => {
    const field = fields.find(each => each.name === name)
    return field ? physicalName(field) : name
  })
}

function actionOf(line: string): Action | undefined {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}
