import { compareValues, type Value } from './predicate-value.ts'

/** Values from `low` to `high`, both included; an absent end is unbounded. */
export interface ValueRange {
  readonly low?: Value | undefined
  readonly high?: Value | undefined
}

/** What an operand may be in the rows of one file: never less than it is. */
export interface Domain {
  readonly ranges: readonly ValueRange[]
  /** Null may occur. */
  readonly nulls: boolean
}

/** Anything at all: what is known where nothing is. */
export const ANYTHING: Domain = { ranges: [{}], nulls: true }
export const ONLY_NULL: Domain = { ranges: [], nulls: true }

export function exactly(value: Value): ValueRange {
  return { low: value, high: value }
}

/** Some value of `a` may lie below some value of `b`. Kinds that do not compare may be anything to each other. */
export function mayBeBelow(a: ValueRange, b: ValueRange): boolean {
  if (a.low === undefined || b.high === undefined) return true
  const order = compareValues(a.low, b.high)
  return order === undefined || order < 0
}

/** Some value may lie in both. */
export function mayBeEqual(a: ValueRange, b: ValueRange): boolean {
  return !isAbove(a, b) && !isAbove(b, a)
}

/** Every value of `a` is known to lie above every value of `b`. */
export function isAbove(a: ValueRange, b: ValueRange): boolean {
  if (a.low === undefined || b.high === undefined) return false
  return (compareValues(a.low, b.high) ?? 0) > 0
}

/** Every value of `a` is known to lie at or above every value of `b`. */
export function isAtOrAbove(a: ValueRange, b: ValueRange): boolean {
  if (a.low === undefined || b.high === undefined) return false
  return (compareValues(a.low, b.high) ?? -1) >= 0
}
