import type { Metadata, Protocol } from '../../src/shared/delta/actions.ts'
import { type DescribedTable, fields as fieldsOf, type JsonFields, textOf } from './conflict-case.ts'
import {
  earlierProperties,
  MODE,
  newProperties,
  type Property,
  removedProperties,
  wordsOf,
} from './described-properties.ts'
import { baseProtocol } from './described-protocol.ts'

export interface BaseTable {
  readonly metadata: Metadata
  readonly protocol: Protocol
}

/** A table to which the described changes can happen: what is switched off in words was on before. */
export function baseTable(table: DescribedTable, changes: readonly string[]): BaseTable {
  const partitionColumns = table.partitionColumns ?? []
  const columns = describedColumns(table.schema ?? '')
  const missing = partitionColumns.filter(name => !columns.some(column => column.name === name))
  const configuration = new Map([...Object.entries(table.properties ?? {}), ...changes.flatMap(earlierProperties)])
  return {
    metadata: {
      kind: 'metaData',
      id: 'table',
      format: { provider: 'parquet', options: new Map() },
      schemaString: schemaJson([...columns, ...missing.map(name => ({ name, type: 'string' }))]),
      partitionColumns,
      configuration,
    },
    protocol: baseProtocol(changes, table.features ?? []),
  }
}

/** The metadata of an action that has fields of its own, is described by `change`, or both. */
export function metadataOf(fields: JsonFields, base: Metadata): Metadata {
  const { change, configuration, properties = configuration, schemaString, schema, partitionColumns } = fields
  const changed = change === undefined && hasFields(fields) ? base : changedMetadata(base, wordsOf(change))
  const columns = typeof schema === 'string' ? schemaJson(describedColumns(schema)) : changed.schemaString
  return {
    ...changed,
    id: textOf(fields.id) ?? changed.id,
    name: textOf(fields.name) ?? changed.name,
    description: textOf(fields.description) ?? changed.description,
    schemaString: textOf(schemaString) ?? columns,
    partitionColumns: Array.isArray(partitionColumns) ? partitionColumns.map(String) : changed.partitionColumns,
    configuration: new Map([
      ...changed.configuration,
      ...Object.entries(fieldsOf(properties)).map(([key, value]): Property => [key, String(value)]),
    ]),
  }
}

/** The metadata after a change that is described in words, for example `delta.enableRowTracking=true + …`. */
function changedMetadata(base: Metadata, change: string): Metadata {
  const properties = newProperties(change)
  const removed = removedProperties(change)
  const configuration = new Map([...base.configuration, ...properties].filter(([key]) => !removed.includes(key)))
  const schemaString = changedSchema(base.schemaString, change, configuration.get(MODE) === 'name')
  const partitionColumns = /partition/i.test(change) ? [...base.partitionColumns, 'other'] : base.partitionColumns
  const isUnderstood = properties.length > 0 || removed.length > 0 || schemaString !== base.schemaString
  return isUnderstood
    ? { ...base, configuration, schemaString, partitionColumns }
    : { ...base, partitionColumns, description: change }
}

interface DescribedColumn {
  readonly name: string
  readonly type: string
}

const TYPES: Readonly<Record<string, string>> = { int: 'integer', bigint: 'long', smallint: 'short', tinyint: 'byte' }

/** `id bigint, price decimal(10, 2)`; a nested type counts as text, since no predicate here looks into it. */
function describedColumns(ddl: string): DescribedColumn[] {
  return ddl.split(/,(?![^(<]*[)>])/).flatMap(column => {
    const [name, type = ''] = column.trim().split(/[\s:]+(.*)/s)
    if (!name || type === '') return []
    const plain = type.replace(/\s*(?:not null|comment\b.*)$/is, '').toLowerCase()
    return [{ name: name.replaceAll('`', ''), type: plain.includes('<') ? 'string' : (TYPES[plain] ?? plain) }]
  })
}

function schemaJson(columns: readonly DescribedColumn[]): string {
  const fields = columns.map(({ name, type }) => ({ name, type, nullable: true, metadata: {} }))
  return JSON.stringify({ type: 'struct', fields })
}

function hasFields(fields: JsonFields): boolean {
  return [
    'configuration',
    'properties',
    'schemaString',
    'schema',
    'partitionColumns',
    'name',
    'description',
    'id',
  ].some(key => key in fields)
}

interface JsonSchema {
  readonly type: string
  readonly fields: readonly { readonly name: string; readonly metadata: Readonly<Record<string, unknown>> }[]
}

function changedSchema(text: string, change: string, isMapped: boolean): string {
  const schema = JSON.parse(text) as JsonSchema
  const plain = change.replace(/column (metadata|names|mapping)|columnMapping/gi, '')
  if (/identity/i.test(plain)) {
    const metadata = { 'delta.identity.start': 1, 'delta.identity.step': 1, 'delta.identity.highWaterMark': 5 }
    return JSON.stringify({
      ...schema,
      fields: [...schema.fields, { name: 'key', type: 'long', nullable: true, metadata }],
    })
  }
  if (/schema|column|\btype\b/i.test(plain)) {
    return JSON.stringify({
      ...schema,
      fields: [...schema.fields, { name: 'added', type: 'string', nullable: true, metadata: {} }],
    })
  }
  if (!isMapped) return text
  const fields = schema.fields.map((field, index) => ({
    ...field,
    metadata: { 'delta.columnMapping.id': index + 1, 'delta.columnMapping.physicalName': `col-${index}` },
  }))
  return JSON.stringify({ ...schema, fields })
}
