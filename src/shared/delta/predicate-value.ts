import { printDate, printWallClock } from './calendar.ts'
import { compareDecimals, type Decimal, printDecimal } from './decimal.ts'
import { printLiteral } from './print-predicate.ts'

/** A value in the form that it is compared in. Values of different kinds do not compare. */
export type Value =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | ({ readonly kind: 'exact' } & Decimal)
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'date'; readonly days: number }
  | { readonly kind: 'timestamp'; readonly micros: bigint }
  | { readonly kind: 'timestamp_ntz'; readonly micros: bigint }
  | { readonly kind: 'binary'; readonly hex: string }

export type ValueKind = Value['kind']

/**
 * The order of Spark SQL: text by code points, NaN equal to itself and above every other double, -0.0 equal to 0.0.
 * Undefined where the kinds differ.
 */
export function compareValues(a: Value, b: Value): number | undefined {
  switch (a.kind) {
    case 'boolean':
      return b.kind === a.kind ? Number(a.value) - Number(b.value) : undefined
    case 'exact':
      return b.kind === a.kind ? compareDecimals(a, b) : undefined
    case 'double':
      return b.kind === a.kind ? compareDoubles(a.value, b.value) : undefined
    case 'string':
      return b.kind === a.kind ? compareCodePoints(a.value, b.value) : undefined
    case 'date':
      return b.kind === a.kind ? a.days - b.days : undefined
    case 'timestamp':
    case 'timestamp_ntz':
      return b.kind === a.kind ? (a.micros < b.micros ? -1 : a.micros > b.micros ? 1 : 0) : undefined
    case 'binary':
      return b.kind === a.kind ? (a.hex < b.hex ? -1 : a.hex > b.hex ? 1 : 0) : undefined
  }
  a satisfies never
}

/** A value for people. */
export function printValue(value: Value): string {
  switch (value.kind) {
    case 'exact':
      return printDecimal(value)
    case 'double':
      return String(value.value)
    case 'date':
      return printDate(value.days)
    case 'timestamp':
      return `${printWallClock(value.micros)}Z`
    case 'timestamp_ntz':
      return printWallClock(value.micros)
    case 'boolean':
    case 'string':
    case 'binary':
      return printLiteral(value)
  }
  value satisfies never
}

function compareDoubles(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  if (Number.isNaN(b)) return -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** UTF-8 order. It differs from JavaScript's order of UTF-16 units only where a surrogate meets U+E000 to U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
