import { COLUMN_KEYS, metadataString } from '../column-metadata.ts'
import type { Schema, StructField, StructType } from '../data-type.ts'
import { parseSchema, printSchema } from '../schema.ts'
import { changeMetadata } from './change-metadata.ts'
import { refuse, type Template, type TemplateTable } from './template.ts'

/**
 * Gives a column, or a field of a struct (`path` from the outside in), another name. Only with column mapping: otherwise
 * the name is how the column is found in the files.
 */
export function renameColumn(table: TemplateTable, path: readonly string[], to: string): Template {
  const { metadata } = table
  const mode = metadata.configuration.get('delta.columnMapping.mode')?.toLowerCase() ?? 'none'
  if (mode === 'none') {
    return refuse(
      'Columns can be renamed in tables with column mapping alone: set delta.columnMapping.mode to name first.',
    )
  }
  const schema = parseSchema(metadata.schemaString)
  if (schema.kind !== 'ok') return refuse('The schema of the table cannot be read.')
  const name = to.trim()
  if (name === '') return refuse('The column needs a name.')
  const renamed = renameIn(schema.value, path, name)
  if (typeof renamed === 'string') return refuse(renamed)
  const [from = ''] = path
  const partitionColumns =
    path.length === 1
      ? metadata.partitionColumns.map(column => (isSame(column, from) ? name : column))
      : metadata.partitionColumns
  return changeMetadata(
    table,
    { ...metadata, schemaString: printSchema(renamed), partitionColumns },
    {
      operation: 'RENAME COLUMN',
      parameters: { oldColumnPath: path.join('.'), newColumnPath: [...path.slice(0, -1), name].join('.') },
      notes: referencesTo(schema.value, metadata.configuration, path.at(-1) ?? ''),
    },
  )
}

function renameIn(struct: StructType, [first, ...rest]: readonly string[], to: string): Schema | string {
  const index = struct.fields.findIndex(({ name }) => isSame(name, first ?? ''))
  const field = struct.fields[index]
  if (!field) return `There is no column ${first ?? ''}.`
  if (rest.length > 0) {
    if (field.type.kind !== 'struct') return `The column ${field.name} has no fields inside.`
    const inner = renameIn(field.type, rest, to)
    return typeof inner === 'string'
      ? inner
      : { ...struct, fields: struct.fields.with(index, { ...field, type: inner }) }
  }
  const twin = struct.fields.find((other, place) => place !== index && isSame(other.name, to))
  if (twin) return `There is a column ${twin.name} already; upper and lower case count as the same.`
  if (field.name === to) return `The column is called ${to} already.`
  return { ...struct, fields: struct.fields.with(index, { ...field, name: to }) }
}

/** Expressions are SQL text that nobody rewrites here. */
function referencesTo(schema: Schema, configuration: ReadonlyMap<string, string>, name: string): string[] {
  const mentions = (text: string | undefined) => text?.toLowerCase().includes(name.toLowerCase()) ?? false
  const expressionOf = (field: StructField) =>
    metadataString(field.metadata, COLUMN_KEYS.generation) ?? field.metadata.get(COLUMN_KEYS.invariants)
  const columns = schema.fields.filter(field => mentions(expressionOf(field))).map(field => `column ${field.name}`)
  const constraints = [...configuration].filter(([key, text]) => key.startsWith('delta.constraints.') && mentions(text))
  const places = [...columns, ...constraints.map(([key]) => key)]
  return places.length > 0 ? [`Expressions may still use the old name: ${places.join(', ')}.`] : []
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
