import { parseDate, parseTimestamp } from '../../../shared/delta/calendar.ts'
import type { DataType } from '../../../shared/delta/data-type.ts'
import { parseDecimal } from '../../../shared/delta/decimal.ts'
import { isInt64, parseExactInteger } from '../../../shared/delta/exact-integer.ts'
import { field, type LeafType, leaf, type Shape } from './parquet/column.ts'
import {
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  LONG,
  SHORT,
  TEXT,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from './parquet/leaf-types.ts'

/** A value as JSON has it: numbers may be the text of their literal, so that none loses a digit. */
export type LooseValue = unknown

/**
 * A column of one of Delta's types (Delta protocol, "Delta Data Type to Parquet Type Mappings") that takes values of JSON
 * or of partition values. What is no value of the type becomes null: for readers that is a bound which is not known.
 * Undefined for types that have neither bounds nor partitions.
 */
export function valueColumn(name: string, type: DataType): Shape<LooseValue> | undefined {
  if (type.kind === 'decimal') {
    const { precision, scale } = type
    return typed(name, decimal(precision, scale), value => unscaled(value, precision, scale))
  }
  if (type.kind !== 'primitive') return undefined
  switch (type.name) {
    case 'string':
      return typed(name, TEXT, value => (typeof value === 'string' ? value : null))
    case 'long':
      return typed(name, LONG, longOf)
    case 'integer':
      return typed(name, INT, value => smallOf(value, 31))
    case 'short':
      return typed(name, SHORT, value => smallOf(value, 15))
    case 'byte':
      return typed(name, BYTE, value => smallOf(value, 7))
    case 'double':
      return typed(name, DOUBLE, doubleOf)
    case 'float':
      return typed(name, FLOAT, doubleOf)
    case 'boolean':
      return typed(name, BOOLEAN, booleanOf)
    case 'date':
      return typed(name, DATE, value => (typeof value === 'string' ? (parseDate(value.trim()) ?? null) : null))
    case 'timestamp':
      return typed(name, TIMESTAMP, value => microsOf(value, true))
    case 'timestamp_ntz':
      return typed(name, TIMESTAMP_NTZ, value => microsOf(value, false))
    default:
      return undefined
  }
}

/** A column of counts. */
export function countColumn(name: string): Shape<LooseValue> {
  return typed(name, LONG, longOf)
}

export function booleanColumn(name: string): Shape<LooseValue> {
  return typed(name, BOOLEAN, booleanOf)
}

function typed<T>(name: string, type: LeafType<T>, read: (value: unknown) => T | null): Shape<LooseValue> {
  return field(leaf(name, type), read)
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return word === 'true' ? true : word === 'false' ? false : null
}

function longOf(value: unknown): bigint | number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  const number = typeof value === 'string' ? parseExactInteger(value.trim()) : undefined
  return number !== undefined && isInt64(number) ? number : null
}

function smallOf(value: unknown, bits: number): number | null {
  const number = longOf(value)
  if (number === null) return null
  const limit = 2 ** bits
  return number >= -limit && number < limit ? Number(number) : null
}

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function doubleOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const special = NOT_FINITE.get(value)
  if (special !== undefined) return special
  const isNumber = typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value.trim())
  return isNumber ? Number(value) : null
}

/** Null where the value has more digits than the type: cutting them off would move a bound. */
function unscaled(value: unknown, precision: number, scale: number): bigint | null {
  const number = typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value).trim()) : undefined
  if (number === undefined) return null
  const shift = scale - number.scale
  const cut = shift < 0 ? 10n ** BigInt(-shift) : 1n
  if (number.digits % cut !== 0n) return null
  const digits = shift < 0 ? number.digits / cut : number.digits * 10n ** BigInt(shift)
  const limit = 10n ** BigInt(precision)
  return digits > -limit && digits < limit ? digits : null
}

function microsOf(value: unknown, zoned: boolean): bigint | null {
  const time = typeof value === 'string' ? parseTimestamp(value.trim()) : undefined
  return time !== undefined && time.zoned === zoned && isInt64(time.micros) ? time.micros : null
}
