import type { DataType, PrimitiveName } from './data-type.ts'
import type { ValueKind } from './predicate-value.ts'

/** How the values of a column's type are compared. */
export interface ColumnType {
  readonly kind: ValueKind
  /** Of a decimal; absent for whole numbers. */
  readonly scale?: number
  /** A 32-bit float: its text may stand for a neighbour of the double that it parses to. */
  readonly single?: boolean
}

const PRIMITIVES: Partial<Record<PrimitiveName, ColumnType>> = {
  string: { kind: 'string' },
  long: { kind: 'exact' },
  integer: { kind: 'exact' },
  short: { kind: 'exact' },
  byte: { kind: 'exact' },
  double: { kind: 'double' },
  float: { kind: 'double', single: true },
  boolean: { kind: 'boolean' },
  binary: { kind: 'binary' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
  timestamp_ntz: { kind: 'timestamp_ntz' },
}

/**
 * The comparable type behind a column's type; undefined for a struct, an array, a map, a variant and every type that this
 * program does not know: of those a predicate can only ask whether they are null.
 */
export function columnType(type: DataType): ColumnType | undefined {
  if (type.kind === 'decimal') return { kind: 'exact', scale: type.scale }
  return type.kind === 'primitive' ? PRIMITIVES[type.name] : undefined
}
