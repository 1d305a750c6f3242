import type { Metadata, Protocol } from './actions.ts'
import { COLUMN_KEYS, identityColumn, metadataString } from './column-metadata.ts'
import type { DataType, PrimitiveName, Schema, StructField } from './data-type.ts'
import { supportedFeatures } from './protocol-features.ts'
import { sqlName, sqlString } from './sql-text.ts'

/** What a create statement says besides the columns. */
export interface DdlOptions {
  /** The table's name, one entry for each part: `['lake', 'orders']`. */
  readonly name: readonly string[]
  readonly metadata: Pick<Metadata, 'partitionColumns' | 'configuration' | 'description'>
  readonly protocol?: Protocol | undefined
  readonly location?: string | undefined
}

/**
 * Spark SQL that makes an empty table with these columns, properties and features. Names are quoted where they need it.
 * Constraints follow as statements of their own, since Delta's `create table` does not take them.
 */
export function createTableDdl(schema: Schema, options: DdlOptions): string {
  const { metadata, location } = options
  const name = options.name.map(sqlName).join('.')
  const columns = schema.fields.map(field => `  ${columnDdl(field)}`).join(',\n')
  const properties = storedProperties(options).map(([key, text]) => `  ${sqlString(key)} = ${sqlString(text)}`)
  const clauses = [
    `CREATE TABLE ${name} (\n${columns}\n)`,
    'USING delta',
    metadata.partitionColumns.length > 0 ? `PARTITIONED BY (${metadata.partitionColumns.map(sqlName).join(', ')})` : '',
    location === undefined ? '' : `LOCATION ${sqlString(location)}`,
    metadata.description === undefined ? '' : `COMMENT ${sqlString(metadata.description)}`,
    properties.length > 0 ? `TBLPROPERTIES (\n${properties.join(',\n')}\n)` : '',
  ]
  const statements = [clauses.filter(clause => clause !== '').join('\n'), ...constraints(name, metadata)]
  return statements.map(statement => `${statement};\n`).join('')
}

/** One column as it stands in a create statement. */
function columnDdl(field: StructField): string {
  const { metadata, nullable } = field
  const generation = metadataString(metadata, COLUMN_KEYS.generation)
  const defaultValue = metadataString(metadata, COLUMN_KEYS.defaultValue)
  const comment = metadataString(metadata, COLUMN_KEYS.comment)
  return [
    `${sqlName(field.name)} ${fieldType(field)}`,
    nullable ? '' : 'NOT NULL',
    generation === undefined ? '' : `GENERATED ALWAYS AS (${generation})`,
    identityDdl(metadata),
    defaultValue === undefined ? '' : `DEFAULT ${defaultValue}`,
    comment === undefined ? '' : `COMMENT ${sqlString(comment)}`,
  ]
    .filter(part => part !== '')
    .join(' ')
}

const SQL_TYPES: Record<PrimitiveName, string> = {
  string: 'STRING',
  long: 'BIGINT',
  integer: 'INT',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BINARY',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamp_ntz: 'TIMESTAMP_NTZ',
  timestamp_nanos: 'TIMESTAMP_NANOS',
  timestamp_ntz_nanos: 'TIMESTAMP_NTZ_NANOS',
  variant: 'VARIANT',
  void: 'VOID',
  null: 'VOID',
}

/** A type in Spark SQL; a type that this program does not know stands there as the log has it. */
function typeDdl(type: DataType): string {
  switch (type.kind) {
    case 'primitive':
      return SQL_TYPES[type.name]
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'parameterized':
      return type.name === 'interval' ? type.text.toUpperCase() : type.text.replace(type.name, type.name.toUpperCase())
    case 'unknown':
      return type.text
    case 'struct':
      return `STRUCT<${type.fields.map(structFieldDdl).join(', ')}>`
    case 'array':
      return `ARRAY<${typeDdl(type.elementType)}>`
    case 'map':
      return `MAP<${typeDdl(type.keyType)}, ${typeDdl(type.valueType)}>`
  }
  return type satisfies never
}

function structFieldDdl(field: StructField): string {
  const comment = metadataString(field.metadata, COLUMN_KEYS.comment)
  const tail = comment === undefined ? '' : ` COMMENT ${sqlString(comment)}`
  return `${sqlName(field.name)}: ${fieldType(field)}${field.nullable ? '' : ' NOT NULL'}${tail}`
}

/** `char(n)` and `varchar(n)` are strings in the schema; what was declared stands in the metadata. */
function fieldType({ type, metadata }: StructField): string {
  return metadataString(metadata, COLUMN_KEYS.charVarchar)?.toUpperCase() ?? typeDdl(type)
}

function identityDdl(metadata: StructField['metadata']): string {
  const identity = identityColumn(metadata)
  if (!identity) return ''
  const by = identity.allowExplicitInsert ? 'BY DEFAULT' : 'ALWAYS'
  return `GENERATED ${by} AS IDENTITY (START WITH ${identity.start ?? 1n} INCREMENT BY ${identity.step ?? 1n})`
}

/** Properties that a writer sets by itself, or that statements of their own make. */
const DERIVED = /^delta\.(constraints\.|columnMapping\.maxColumnId$|rowTracking\.|inCommitTimestampEnablement)/

function storedProperties({ metadata, protocol }: DdlOptions): (readonly [string, string])[] {
  const features = protocol ? supportedFeatures(protocol).filter(({ by }) => by === 'listed') : []
  return [
    ...[...metadata.configuration].filter(([key]) => !DERIVED.test(key)),
    ...features.map(({ name }) => [`delta.feature.${name}`, 'supported'] as const),
  ]
}

function constraints(table: string, { configuration }: Pick<Metadata, 'configuration'>): string[] {
  const prefix = 'delta.constraints.'
  return [...configuration].flatMap(([key, expression]) =>
    key.startsWith(prefix)
      ? [`ALTER TABLE ${table} ADD CONSTRAINT ${sqlName(key.slice(prefix.length))} CHECK (${expression})`]
      : [],
  )
}
