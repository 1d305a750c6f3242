import type { DataType } from './data-type.ts'
import { printType } from './schema.ts'

/** Digits that hold every value of a whole-number type. */
const WHOLE_DIGITS: ReadonlyMap<string, number> = new Map([
  ['byte', 10],
  ['short', 10],
  ['integer', 10],
  ['long', 20],
])

const WIDER: ReadonlyMap<string, readonly string[]> = new Map([
  ['byte', ['short', 'integer', 'long', 'double']],
  ['short', ['integer', 'long', 'double']],
  ['integer', ['long', 'double']],
  ['float', ['double']],
  ['date', ['timestamp_ntz']],
])

/** Whether files of the one type can be read as the other without a rewrite (Delta protocol, "Type Widening"). */
export function isWidening(from: DataType, to: DataType): boolean {
  if (from.kind === 'primitive' && to.kind === 'primitive') return WIDER.get(from.name)?.includes(to.name) ?? false
  if (to.kind !== 'decimal') return false
  if (from.kind === 'decimal') {
    const moreScale = to.scale - from.scale
    return moreScale >= 0 && to.precision - from.precision >= moreScale
  }
  const digits = from.kind === 'primitive' ? WHOLE_DIGITS.get(from.name) : undefined
  return digits !== undefined && to.precision - to.scale >= digits
}

/** Whether two types without fields of their own are the same. */
export function isSameType(a: DataType, b: DataType): boolean {
  return printType(a) === printType(b)
}
