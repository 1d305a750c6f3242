import type { Metadata, Protocol } from '../../../shared/delta/actions.ts'

interface SampleColumn {
  readonly name: string
  readonly type: string
  readonly comment?: string
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
  const fields = columns.map(({ name, type, comment }) => ({
    name,
    type,
    nullable: true,
    metadata: comment === undefined ? {} : { comment },
  }))
  return JSON.stringify({ type: 'struct', fields })
}
