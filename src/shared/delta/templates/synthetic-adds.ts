import { seededRandom } from '../../seeded-random.ts'
import type { AddFile, Metadata } from '../actions.ts'
import { physicalName } from '../column-metadata.ts'
import type { StructField } from '../data-type.ts'
import { parseSchema } from '../schema.ts'
import { refuse, type Template, type TemplateTable } from './template.ts'

/** What files to make up; both ends of a range are included. */
export interface SyntheticRecipe {
  readonly count: number
  /** How many partitions the files spread over, in turn; without partition columns there is one. */
  readonly partitions: number
  readonly sizeBytes: readonly [number, number]
  readonly rows: readonly [number, number]
  /** Statistics of so many columns besides the number of rows. */
  readonly statsColumns: number
  /** The same recipe on the same table makes the same files. */
  readonly seed: number
}

/** Adds of files that do not exist, for tests of readers and writers of the log: no data file is written. */
export function syntheticAdds({ metadata }: TemplateTable, recipe: SyntheticRecipe, nowMs: bigint): Template {
  const schema = parseSchema(metadata.schemaString)
  if (schema.kind === 'invalid') return refuse('The schema of the table cannot be read, so no values can be made up.')
  const { fields } = schema.value
  const partitionFields = metadata.partitionColumns.map(name => fields.find(field => field.name === name))
  const columns = fields.filter(
    field => !metadata.partitionColumns.includes(field.name) && valueAt(field, 0) !== undefined,
  )
  const random = seededRandom(recipe.seed)
  let firstRow = 0
  const actions = Array.from({ length: recipe.count }, (_, index): AddFile => {
    const partition = index % Math.max(1, recipe.partitions)
    const values = partitionOf(metadata, partitionFields, partition)
    const rows = random.between(...recipe.rows)
    const stats = statsOf(columns.slice(0, recipe.statsColumns), rows, firstRow)
    firstRow += rows
    return {
      kind: 'add',
      path: `${folderOf(metadata, values)}part-${String(index).padStart(5, '0')}-${random.uuid()}.c000.snappy.parquet`,
      partitionValues: values,
      size: BigInt(random.between(...recipe.sizeBytes)),
      modificationTime: nowMs,
      dataChange: true,
      stats,
    }
  })
  return {
    kind: 'made',
    actions,
    operation: 'WRITE',
    parameters: { mode: 'Append', partitionBy: JSON.stringify(metadata.partitionColumns) },
    notes: ['The files are made up: a reader of the table that opens them finds nothing. For tests only.'],
  }
}

function partitionOf(
  { partitionColumns }: Metadata,
  fields: readonly (StructField | undefined)[],
  partition: number,
): ReadonlyMap<string, string | null> {
  return new Map(
    partitionColumns.map((name, index) => {
      const field = fields[index]
      const value = field && valueAt(field, partition)
      return [field ? physicalName(field) : name, value === undefined ? null : String(value)]
    }),
  )
}

function folderOf({ partitionColumns }: Metadata, values: ReadonlyMap<string, string | null>): string {
  const texts = [...values.values()]
  return partitionColumns
    .map(
      (name, index) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(texts[index] ?? '__HIVE_DEFAULT_PARTITION__')}/`,
    )
    .join('')
}

function statsOf(columns: readonly StructField[], rows: number, firstRow: number): string {
  if (columns.length === 0 || rows === 0) return JSON.stringify({ numRecords: rows })
  const bounds = (row: number) => Object.fromEntries(columns.map(field => [physicalName(field), valueAt(field, row)]))
  return JSON.stringify({
    numRecords: rows,
    minValues: bounds(firstRow),
    maxValues: bounds(firstRow + rows - 1),
    nullCount: Object.fromEntries(columns.map(field => [physicalName(field), 0])),
  })
}

const DAY_MS = 86_400_000
const FIRST_DAY_MS = Date.UTC(2026, 0, 1)
const SHORT_MAX = 32_768
const BYTE_MAX = 128
/** Days from the first one on before they begin anew: the calendar ends. */
const DAYS_MAX = 100_000

/** The value of a column in the row of that number: it grows with the row. Undefined for types that have no bounds here. */
function valueAt({ type }: StructField, row: number): string | number | undefined {
  if (type.kind === 'decimal') return row % 10 ** Math.max(1, type.precision - type.scale)
  if (type.kind !== 'primitive') return undefined
  switch (type.name) {
    case 'long':
    case 'double':
    case 'float':
      return row
    case 'integer':
      return row % 2 ** 31
    case 'short':
      return row % SHORT_MAX
    case 'byte':
      return row % BYTE_MAX
    case 'string':
      return `v${String(row).padStart(10, '0')}`
    case 'date':
      return new Date(FIRST_DAY_MS + (row % DAYS_MAX) * DAY_MS).toISOString().slice(0, 10)
    case 'timestamp':
      return new Date(FIRST_DAY_MS + (row % (DAYS_MAX * 1_000)) * 1_000).toISOString()
    default:
      return undefined
  }
}
