import { compareDecimals, parseDecimal } from './decimal.ts'
import { compareValues } from './predicate-value.ts'
import type { Statistic } from './stats.ts'

/** A minimum is certainly above a maximum; false where the two do not compare, or nobody knows how. */
export function isAboveBound(min: Statistic, max: Statistic): boolean {
  if (min.kind === 'number' && max.kind === 'number') return isAboveNumber(min.text, max.text)
  if (min.kind === 'boolean' && max.kind === 'boolean') return min.value && !max.value
  if (min.kind === 'string' && max.kind === 'string') return isAboveText(min.value, max.value)
  return false
}

/** The same for two number literals. */
export function isAboveNumber(min: string, max: string): boolean {
  if (SHORT_NUMBER.test(min) && SHORT_NUMBER.test(max)) {
    const [low, high] = [Number(min), Number(max)]
    // Rounding keeps order, so that only what became equal needs exact arithmetic.
    if (low !== high) return low > high
    if (Number.isSafeInteger(low) && !min.includes('.') && !max.includes('.')) return false
  }
  const [low, high] = [parseDecimal(min), parseDecimal(max)]
  return low !== undefined && high !== undefined && compareDecimals(low, high) > 0
}

const SHORT_NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/

/**
 * The same for two texts. Strings compare by UTF-8, dates and timestamps of one form as well. Not so doubles that JSON
 * cannot say (`NaN`) and timestamps in different zones or with different fractions, so these are left alone.
 */
export function isAboveText(min: string, max: string): boolean {
  if (min === max || !areComparable(min, max)) return false
  return (compareValues({ kind: 'string', value: min }, { kind: 'string', value: max }) ?? 0) > 0
}

function areComparable(min: string, max: string): boolean {
  if (SPECIAL_DOUBLES.has(min) || SPECIAL_DOUBLES.has(max)) return false
  const [low, high] = [TIMESTAMP.exec(min), TIMESTAMP.exec(max)]
  if (!low && !high) return true
  return low?.[1] === high?.[1] && min.length === max.length
}

const SPECIAL_DOUBLES: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity'])
const TIMESTAMP = /^[+-]?\d{4,7}-\d{2}-\d{2}[T ][\d:.]+(Z|[+-][\d:]+)?$/
