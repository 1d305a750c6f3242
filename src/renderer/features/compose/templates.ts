import { readJson } from '../../../shared/delta/json.ts'
import { printAction } from '../../../shared/delta/print-action.ts'

/** A line that adds one data file; `partitionColumns` get empty values to be filled in. */
export function addTemplate(partitionColumns: readonly string[], nowMs: number, fileId: string): string {
  const folder = partitionColumns.map(column => `${encodeURIComponent(column)}=/`).join('')
  return printAction({
    kind: 'add',
    path: `${folder}part-00000-${fileId}.c000.snappy.parquet`,
    partitionValues: new Map(partitionColumns.map(column => [column, ''])),
    size: 0n,
    modificationTime: BigInt(nowMs),
    dataChange: true,
    stats: '{"numRecords":0}',
  })
}

/** A line that says what the commit is, for `DESCRIBE HISTORY`. */
export function commitInfoTemplate(operation: string, nowMs: number): string {
  const fields = { operation: operation === '' ? 'WRITE' : operation, operationParameters: {}, timestamp: nowMs }
  return JSON.stringify({ commitInfo: fields })
}

/** The two lines that a table's first version needs: protocol and schema. */
export function firstVersionTemplate(metadataId: string, nowMs: number): string[] {
  return [
    printAction({ kind: 'protocol', minReaderVersion: 1, minWriterVersion: 2 }),
    printAction({
      kind: 'metaData',
      id: metadataId,
      format: { provider: 'parquet', options: new Map() },
      schemaString: '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]}',
      partitionColumns: [],
      configuration: new Map(),
      createdTime: BigInt(nowMs),
    }),
  ]
}

/** Where the first value of a template stands, without its quotes: what is to be filled in first. */
export function firstValue(line: string): { readonly start: number; readonly end: number } | undefined {
  const checked = readJson(line)
  const [action] = checked.kind === 'ok' && checked.value.kind === 'object' ? checked.value.members.values() : []
  const [value] = action?.kind === 'object' ? action.members.values() : []
  if (!value) return undefined
  const quote = value.kind === 'string' ? 1 : 0
  return { start: value.start + quote, end: value.end - quote }
}
