import type { ScenarioTable } from '../../shared/contract/scenarios.ts'

/** A table of a run as its writers know it. */
export interface SimulatedTable {
  readonly name: string
  readonly tableId: string
  /** The first partition column; null for a table without partitions. */
  readonly partitionColumn: string | null
  readonly partitions: readonly string[]
  readonly level: 'Serializable' | 'WriteSerializable'
  /** Its commits when the run began, from version 0 on; empty for a real table. */
  readonly base: readonly string[]
}

const TIME_MS = 1_700_000_000_000
const PARTITION_COLUMN = 'part'

export const FILE_BYTES = 1_000

/** The first commit of a made table: its schema, its level and its files. */
export function madeTableLines({ source, isolation, name }: ScenarioTable): readonly object[] {
  if (source.kind !== 'made') return []
  const fields = [field('id', 'long'), ...(source.partitions.length > 0 ? [field(PARTITION_COLUMN, 'string')] : [])]
  const files = Array.from({ length: source.files }, (_, index) => {
    const partition = source.partitions[index % Math.max(1, source.partitions.length)]
    return addOf(`${name}-${index + 1}.parquet`, partition === undefined ? {} : { [PARTITION_COLUMN]: partition })
  })
  return [
    { commitInfo: { timestamp: TIME_MS, operation: 'CREATE TABLE', operationParameters: {} } },
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        partitionColumns: source.partitions.length > 0 ? [PARTITION_COLUMN] : [],
        configuration: { 'delta.isolationLevel': isolation },
        createdTime: TIME_MS,
      },
    },
    ...files,
  ]
}

export function partitionColumnOf({ source }: ScenarioTable): string | null {
  return source.kind === 'made' && source.partitions.length > 0 ? PARTITION_COLUMN : null
}

export function addOf(path: string, partitionValues: object, dataChange = true): object {
  const stats = '{"numRecords":10}'
  return { add: { path, partitionValues, size: FILE_BYTES, modificationTime: TIME_MS, dataChange, stats } }
}

export function commitInfoOf(operation: string, isBlindAppend: boolean): object {
  return { commitInfo: { timestamp: TIME_MS, operation, operationParameters: {}, isBlindAppend } }
}

function field(name: string, type: string): object {
  return { name, type, nullable: true, metadata: {} }
}
