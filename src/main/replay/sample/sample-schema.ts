import type { Metadata, Protocol } from '../../../shared/delta/actions.ts'

export interface SampleColumn {
  readonly name: string
  readonly type: string
  readonly comment?: string
  /** Where columns are mapped: what the column is called in files and statistics. */
  readonly mapping?: { readonly id: number; readonly physicalName: string }
}

export const ORDER_COLUMNS: readonly SampleColumn[] = [
  { name: 'order_id', type: 'long' },
  { name: 'customer_id', type: 'long' },
  { name: 'country', type: 'string' },
  { name: 'order_date', type: 'date' },
  { name: 'amount', type: 'decimal(10,2)' },
  { name: 'status', type: 'string' },
]

export const DISCOUNT_COLUMN: SampleColumn = { name: 'discount', type: 'decimal(5,2)' }

export const PROTOCOL: Protocol = { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 2 }

/** What a table that deletes rows by deletion vectors asks of its readers and writers. */
export const DELETION_VECTOR_PROTOCOL: Protocol = {
  kind: 'protocol',
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['appendOnly', 'deletionVectors', 'invariants'],
}

/** What a table that finds its columns by names of their own asks of its readers and writers. */
export const COLUMN_MAPPING_PROTOCOL: Protocol = { kind: 'protocol', minReaderVersion: 2, minWriterVersion: 5 }

/** The columns of a table that has files already keep the names that those files know. */
export function mappedColumns(columns: readonly SampleColumn[]): SampleColumn[] {
  return columns.map((column, index) => ({ ...column, mapping: { id: index + 1, physicalName: column.name } }))
}

export function ordersMetadata(
  id: string,
  createdTime: bigint,
  columns: readonly SampleColumn[],
  configuration: Readonly<Record<string, string>>,
): Metadata {
  return {
    kind: 'metaData',
    id,
    description: 'Orders of the web shop, one row an order',
    format: { provider: 'parquet', options: new Map() },
    schemaString: schemaString(columns),
    partitionColumns: ['country'],
    configuration: new Map(Object.entries(configuration)),
    createdTime,
  }
}

function schemaString(columns: readonly SampleColumn[]): string {
  const fields = columns.map(({ name, type, comment, mapping }) => ({
    name,
    type,
    nullable: true,
    metadata: {
      ...(comment === undefined ? {} : { comment }),
      ...(mapping && {
        'delta.columnMapping.id': mapping.id,
        'delta.columnMapping.physicalName': mapping.physicalName,
      }),
    },
  }))
  return JSON.stringify({ type: 'struct', fields })
}
