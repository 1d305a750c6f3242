import { randomUUID } from 'node:crypto'
import type { Database } from '../src/main/postgres/connection.ts'
import { inTransaction } from '../src/main/postgres/transaction.ts'
import { createNamedTable } from '../src/main/replay/named-table.ts'
import type { Draft } from '../src/shared/contract/schemas.ts'

const SCHEMA = JSON.stringify({
  type: 'struct',
  fields: [{ name: 'id', type: 'long', nullable: true, metadata: {} }],
})

/** An empty table of a name that no other test has. */
export async function newTable(database: Database): Promise<string> {
  const table = await inTransaction(database, client =>
    createNamedTable(client, { name: randomUUID(), otherwise: '', location: null }),
  )
  return table.kind === 'created' ? table.tableId : expectCreated()
}

function expectCreated(): never {
  throw new Error('a random name was taken')
}

/** A draft of these lines on the version before; its commit id is new each time. */
export function draftOf(tableId: string, version: bigint, lines: readonly (string | object)[]): Draft {
  return {
    tableId,
    commitId: randomUUID(),
    readVersion: version - 1n,
    expectedVersion: version,
    actions: lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  }
}

export const commitInfo = { commitInfo: { timestamp: 1_700_000_000_000, operation: 'WRITE', operationParameters: {} } }

/** What version 0 of a table needs. */
export function creation(
  configuration: Record<string, string> = {},
  protocol: object = { minReaderVersion: 1, minWriterVersion: 2 },
): object[] {
  return [
    { commitInfo: { timestamp: 1_700_000_000_000, operation: 'CREATE TABLE', operationParameters: {} } },
    { protocol },
    {
      metaData: {
        id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11',
        format: { provider: 'parquet', options: {} },
        schemaString: SCHEMA,
        partitionColumns: [],
        configuration,
        createdTime: 1_700_000_000_000,
      },
    },
  ]
}

export function add(path: string, fields: object = {}): object {
  const stats = '{"numRecords":10,"minValues":{"id":1},"maxValues":{"id":10},"nullCount":{"id":0}}'
  return {
    add: {
      path,
      partitionValues: {},
      size: 1000,
      modificationTime: 1_700_000_000_000,
      dataChange: true,
      stats,
      ...fields,
    },
  }
}

export function remove(path: string, fields: object = {}): object {
  return {
    remove: {
      path,
      deletionTimestamp: 1_700_000_000_001,
      dataChange: true,
      extendedFileMetadata: true,
      partitionValues: {},
      size: 1000,
      ...fields,
    },
  }
}
