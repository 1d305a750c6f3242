import type { ParquetType, SchemaElement } from 'hyparquet'

/** What a column holds, before its logical type is looked at: INT96 is nanoseconds since 1970. */
export type RawValue = boolean | number | bigint | string | Uint8Array

/** A column of a parquet file: the end of a path in its schema. */
export interface Leaf {
  readonly element: SchemaElement
  readonly type: ParquetType
  /** Byte arrays that are text are handed out as strings. */
  readonly isText: boolean
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Names from the outside in. */
  readonly path: readonly string[]
}

export function isTextElement({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  if (type !== 'BYTE_ARRAY') return false
  if (converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON') return true
  return logical?.type === 'STRING' || logical?.type === 'ENUM' || logical?.type === 'JSON'
}
