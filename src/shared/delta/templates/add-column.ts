import type { Metadata } from '../actions.ts'
import { COLUMN_KEYS } from '../column-metadata.ts'
import type { DataType, Schema, StructField } from '../data-type.ts'
import { parseSchema, printSchema, printType } from '../schema.ts'
import { changeMetadata } from './change-metadata.ts'
import { refuse, type Template, type TemplateTable } from './template.ts'

export interface NewColumn {
  readonly name: string
  /** `long`, `decimal(10,2)`, or the JSON of a nested type; SQL's names are understood, too. */
  readonly type: string
  readonly comment?: string | undefined
  /** A name that no other column has had, for tables with column mapping. */
  readonly physicalName: string
}

const MAX_ID = 'delta.columnMapping.maxColumnId'

/** Adds a column behind the others. Files that are there already read as null in it, so that it is always nullable. */
export function addColumn(table: TemplateTable, column: NewColumn): Template {
  const { metadata } = table
  const schema = parseSchema(metadata.schemaString)
  if (schema.kind !== 'ok') return refuse('The schema of the table cannot be read.')
  const name = column.name.trim()
  if (name === '') return refuse('The column needs a name.')
  if (schema.value.fields.some(field => field.name.toLowerCase() === name.toLowerCase())) {
    return refuse(`There is a column ${name} already; upper and lower case count as the same.`)
  }
  const type = readType(column.type)
  if (!type)
    return refuse(
      `${JSON.stringify(column.type)} is no type of Delta: expected for example long, string or decimal(10,2).`,
    )
  const isMapped = /^(name|id)$/i.test(metadata.configuration.get('delta.columnMapping.mode') ?? '')
  if (isMapped && holdsStruct(type)) {
    return refuse(
      'With column mapping every field inside a nested type needs an id of its own: write this metadata by hand.',
    )
  }
  const id = isMapped ? BigInt(metadata.configuration.get(MAX_ID) ?? '0') + 1n : undefined
  const field: StructField = { name, type, nullable: true, metadata: fieldMetadata(column, id) }
  const next = withField(metadata, schema.value, field, id)
  return changeMetadata(table, next, {
    operation: 'ADD COLUMNS',
    parameters: {
      columns: `[{"column":{"name":${JSON.stringify(name)},"type":${printType(type)},"nullable":true,"metadata":{}}}]`,
    },
    notes: [],
  })
}

function withField(metadata: Metadata, schema: Schema, field: StructField, id: bigint | undefined): Metadata {
  const schemaString = printSchema({ ...schema, fields: [...schema.fields, field] })
  if (id === undefined) return { ...metadata, schemaString }
  return { ...metadata, schemaString, configuration: new Map(metadata.configuration).set(MAX_ID, String(id)) }
}

function fieldMetadata({ comment, physicalName }: NewColumn, id: bigint | undefined): StructField['metadata'] {
  const members: [string, string][] = []
  if (comment) members.push([COLUMN_KEYS.comment, JSON.stringify(comment)])
  if (id !== undefined) {
    members.push([COLUMN_KEYS.mappingId, String(id)], [COLUMN_KEYS.physicalName, JSON.stringify(physicalName)])
  }
  return new Map(members)
}

const SQL_NAMES: Readonly<Record<string, string>> = {
  bigint: 'long',
  int: 'integer',
  smallint: 'short',
  tinyint: 'byte',
  real: 'float',
  bool: 'boolean',
  text: 'string',
}

function readType(text: string): DataType | undefined {
  const word = text.trim()
  const json = /^[{[]/.test(word) ? word : JSON.stringify(SQL_NAMES[word.toLowerCase()] ?? word.toLowerCase())
  const parsed = parseSchema(`{"type":"struct","fields":[{"name":"c","type":${json},"nullable":true,"metadata":{}}]}`)
  const type = parsed.kind === 'ok' ? parsed.value.fields[0]?.type : undefined
  return type?.kind === 'unknown' ? undefined : type
}

function holdsStruct(type: DataType): boolean {
  if (type.kind === 'array') return holdsStruct(type.elementType)
  if (type.kind === 'map') return holdsStruct(type.keyType) || holdsStruct(type.valueType)
  return type.kind === 'struct'
}
