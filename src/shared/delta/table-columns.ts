import type { Metadata } from './actions.ts'
import type { FindColumn } from './bind-predicate.ts'
import { COLUMN_KEYS, physicalName } from './column-metadata.ts'
import { columnType } from './column-type.ts'
import type { StructField, StructType } from './data-type.ts'
import type { PredicateColumn } from './file-domain.ts'
import { parseSchema } from './schema.ts'

/**
 * Finds the columns of a table for predicates, names in any case, an exact match first. With an unreadable schema only the
 * partition columns are found, as text.
 */
export function tableColumns(metadata: Metadata | undefined): FindColumn {
  const schema = metadata && parseSchema(metadata.schemaString)
  const partitions = new Set(metadata?.partitionColumns.map(name => name.toLowerCase()))
  if (schema?.kind !== 'ok') return path => textColumn(path, partitions)
  const mode = metadata?.configuration.get('delta.columnMapping.mode')
  const isMapped = mode === 'name' || mode === 'id'
  const found = new Map<string, PredicateColumn | undefined>()
  return path => {
    const key = JSON.stringify(path)
    if (!found.has(key)) found.set(key, findColumn(schema.value, path, partitions, isMapped))
    return found.get(key)
  }
}

function textColumn(path: readonly string[], partitions: ReadonlySet<string>): PredicateColumn | undefined {
  const isPartition = path.length === 1 && partitions.has(path[0]?.toLowerCase() ?? '')
  return isPartition ? { path, physicalPath: path, type: { kind: 'string' }, isPartition } : undefined
}

function findColumn(
  schema: StructType,
  path: readonly string[],
  partitions: ReadonlySet<string>,
  isMapped: boolean,
): PredicateColumn | undefined {
  const fields: StructField[] = []
  let struct: StructType | undefined = schema
  for (const name of path) {
    const field: StructField | undefined = struct && findField(struct, name)
    if (!field) return undefined
    fields.push(field)
    struct = field.type.kind === 'struct' ? field.type : undefined
  }
  const last = fields.at(-1)
  if (!last) return undefined
  const names = fields.map(({ name }) => name)
  return {
    path: names,
    physicalPath: isMapped ? fields.map(physicalName) : names,
    type: last.metadata.has(COLUMN_KEYS.collations) ? undefined : columnType(last.type),
    isPartition: names.length === 1 && partitions.has(last.name.toLowerCase()),
  }
}

function findField(struct: StructType, name: string): StructField | undefined {
  const lower = name.toLowerCase()
  return (
    struct.fields.find(field => field.name === name) ?? struct.fields.find(field => field.name.toLowerCase() === lower)
  )
}
