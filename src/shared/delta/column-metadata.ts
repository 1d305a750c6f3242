import type { FieldMetadata } from './data-type.ts'
import { isInt64, parseExactInteger } from './exact-integer.ts'
import { type JsonValue, jsonString, jsonText, readJson } from './json.ts'

/** Keys of field metadata that mean something in the Delta protocol. */
export const COLUMN_KEYS = {
  mappingId: 'delta.columnMapping.id',
  physicalName: 'delta.columnMapping.physicalName',
  nestedIds: 'delta.columnMapping.nested.ids',
  generation: 'delta.generationExpression',
  identityStart: 'delta.identity.start',
  identityStep: 'delta.identity.step',
  identityHighWaterMark: 'delta.identity.highWaterMark',
  identityAllowExplicit: 'delta.identity.allowExplicitInsert',
  invariants: 'delta.invariants',
  defaultValue: 'CURRENT_DEFAULT',
  existenceDefault: 'EXISTS_DEFAULT',
  typeChanges: 'delta.typeChanges',
  charVarchar: '__CHAR_VARCHAR_TYPE_STRING',
  collations: '__COLLATIONS',
  comment: 'comment',
} as const

/** Delta protocol, "Identity Columns". */
export interface IdentityColumn {
  readonly start: bigint | undefined
  readonly step: bigint | undefined
  readonly highWaterMark: bigint | undefined
  readonly allowExplicitInsert: boolean
}

/** The value of a key that holds a string. */
export function metadataString(metadata: FieldMetadata, key: string): string | undefined {
  const value = metadataValue(metadata, key)
  return value?.kind === 'string' ? jsonString(value) : undefined
}

/** The value of a key that holds a whole number in the range of a long. */
function metadataInteger(metadata: FieldMetadata, key: string): bigint | undefined {
  const value = metadataValue(metadata, key)
  const number = value?.kind === 'number' ? parseExactInteger(jsonText(value)) : undefined
  return number !== undefined && isInt64(number) ? number : undefined
}

/** The field id of column mapping (parquet `field_id`). */
export function columnId(metadata: FieldMetadata): bigint | undefined {
  return metadataInteger(metadata, COLUMN_KEYS.mappingId)
}

/** The name of the field in data files, statistics and partition values; the field's own name without column mapping. */
export function physicalName(field: { readonly name: string; readonly metadata: FieldMetadata }): string {
  return metadataString(field.metadata, COLUMN_KEYS.physicalName) ?? field.name
}

/** Ids of the insides of arrays and maps, by paths such as `col-1.element` (Iceberg compatibility). */
export function nestedColumnIds(metadata: FieldMetadata): ReadonlyMap<string, bigint> {
  const value = metadataValue(metadata, COLUMN_KEYS.nestedIds)
  if (value?.kind !== 'object') return new Map()
  const ids = [...value.members].flatMap(([path, member]) => {
    const id = member.kind === 'number' ? parseExactInteger(jsonText(member)) : undefined
    return id === undefined ? [] : [[path, id] as const]
  })
  return new Map(ids)
}

/** The identity definition of a column, `undefined` where it has none. */
export function identityColumn(metadata: FieldMetadata): IdentityColumn | undefined {
  const { identityStart, identityStep, identityHighWaterMark, identityAllowExplicit } = COLUMN_KEYS
  if (![identityStart, identityStep, identityHighWaterMark].some(key => metadata.has(key))) return undefined
  const allow = metadataValue(metadata, identityAllowExplicit)
  return {
    start: metadataInteger(metadata, identityStart),
    step: metadataInteger(metadata, identityStep),
    highWaterMark: metadataInteger(metadata, identityHighWaterMark),
    allowExplicitInsert: allow?.kind === 'boolean' && allow.value,
  }
}

/** The SQL text of `delta.invariants`: JSON text `{"expression":{"expression":"x > 3"}}` inside a string. */
export function invariantExpression(metadata: FieldMetadata): string | undefined {
  const text = metadataString(metadata, COLUMN_KEYS.invariants)
  const outer = text === undefined ? undefined : member(parsed(text), 'expression')
  const inner = member(outer, 'expression')
  return inner?.kind === 'string' ? jsonString(inner) : undefined
}

function metadataValue(metadata: FieldMetadata, key: string): JsonValue | undefined {
  const text = metadata.get(key)
  return text === undefined ? undefined : parsed(text)
}

function parsed(text: string): JsonValue | undefined {
  const read = readJson(text)
  return read.kind === 'ok' ? read.value : undefined
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value?.kind === 'object' ? value.members.get(name) : undefined
}
