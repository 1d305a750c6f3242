import type { ExtraFields, JsonText } from './actions.ts'

/** Types without parameters (Delta protocol, "Primitive Types"); `void` is also written `null` by old writers. */
export const PRIMITIVE_TYPES = [
  'string',
  'long',
  'integer',
  'short',
  'byte',
  'float',
  'double',
  'boolean',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'timestamp_nanos',
  'timestamp_ntz_nanos',
  'variant',
  'void',
  'null',
] as const
export type PrimitiveName = (typeof PRIMITIVE_TYPES)[number]

export interface PrimitiveType {
  readonly kind: 'primitive'
  readonly name: PrimitiveName
}

export interface DecimalType {
  readonly kind: 'decimal'
  readonly precision: number
  readonly scale: number
}

/** `interval year to month`, `geometry(OGC:CRS84)`, `geography(OGC:CRS84, spherical)`: kept as they are written. */
export interface ParameterizedType {
  readonly kind: 'parameterized'
  readonly name: 'interval' | 'geometry' | 'geography'
  readonly text: string
}

export interface StructType {
  readonly kind: 'struct'
  readonly fields: readonly StructField[]
  readonly extra?: ExtraFields | undefined
}

export interface ArrayType {
  readonly kind: 'array'
  readonly elementType: DataType
  readonly containsNull: boolean
  readonly extra?: ExtraFields | undefined
}

export interface MapType {
  readonly kind: 'map'
  readonly keyType: DataType
  readonly valueType: DataType
  readonly valueContainsNull: boolean
  readonly extra?: ExtraFields | undefined
}

/** A type that this program does not know, as the JSON text that it was written in. */
export interface UnknownType {
  readonly kind: 'unknown'
  readonly text: JsonText
}

export type DataType = PrimitiveType | DecimalType | ParameterizedType | StructType | ArrayType | MapType | UnknownType

/** Field metadata by name; values are JSON text, so that ids beyond 2^53 and unknown keys survive. */
export type FieldMetadata = ReadonlyMap<string, JsonText>

export interface StructField {
  readonly name: string
  readonly type: DataType
  readonly nullable: boolean
  readonly metadata: FieldMetadata
  readonly extra?: ExtraFields | undefined
}

/** The columns of a table. */
export type Schema = StructType

export const DECIMAL_PRECISION_MAX = 38
