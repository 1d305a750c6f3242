import { compareDecimals, parseDecimal } from './decimal.ts'
import { compareValues } from './predicate-value.ts'
import { type FileStats, nullCountAt, type Statistic, statisticAt, statisticLeaves } from './stats.ts'

/** Statistics of one column that cannot be true, so that nobody should skip a file because of them. */
export interface StatsSuspicion {
  readonly kind: 'null-count-excessive' | 'bounds-crossed'
  /** Physical names from the outside in. */
  readonly path: readonly string[]
  /** One sentence. */
  readonly message: string
}

/** What is impossible about the statistics, judged without the schema: bounds whose types are unclear are left alone. */
export function suspiciousStats(stats: FileStats): StatsSuspicion[] {
  return [...excessiveNullCounts(stats), ...crossedBounds(stats)]
}

function excessiveNullCounts(stats: FileStats): StatsSuspicion[] {
  const { numRecords } = stats
  if (numRecords === undefined) return []
  return [...statisticLeaves(stats.nullCount)].flatMap(({ path }): StatsSuspicion[] => {
    const nulls = nullCountAt(stats, path)
    if (nulls === undefined || nulls <= numRecords) return []
    const message = `Expected at most ${numRecords} nulls in ${path.join('.')}, got ${nulls}`
    return [{ kind: 'null-count-excessive', path, message }]
  })
}

function crossedBounds(stats: FileStats): StatsSuspicion[] {
  return [...statisticLeaves(stats.minValues)].flatMap(({ path, statistic: min }): StatsSuspicion[] => {
    const max = statisticAt(stats.maxValues, path)
    if (max === undefined || !isAbove(min, max)) return []
    const message = `Expected the minimum of ${path.join('.')} not to be above its maximum, got ${shown(min)} and ${shown(max)}`
    return [{ kind: 'bounds-crossed', path, message }]
  })
}

function isAbove(min: Statistic, max: Statistic): boolean {
  if (min.kind === 'number' && max.kind === 'number') {
    const [low, high] = [parseDecimal(min.text), parseDecimal(max.text)]
    return low !== undefined && high !== undefined && compareDecimals(low, high) > 0
  }
  if (min.kind === 'boolean' && max.kind === 'boolean') return min.value && !max.value
  if (min.kind === 'string' && max.kind === 'string') {
    return areComparable(min.value, max.value) && (compareValues(min, max) ?? 0) > 0
  }
  return false
}

/**
 * Strings compare by UTF-8, dates and timestamps of one form as well. Not so doubles that JSON cannot say (`NaN`) and
 * timestamps in different zones or with different fractions, so these are left alone.
 */
function areComparable(min: string, max: string): boolean {
  if (SPECIAL_DOUBLES.has(min) || SPECIAL_DOUBLES.has(max)) return false
  const [low, high] = [TIMESTAMP.exec(min), TIMESTAMP.exec(max)]
  if (!low && !high) return true
  return low?.[1] === high?.[1] && min.length === max.length
}

const SPECIAL_DOUBLES: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity'])
const TIMESTAMP = /^[+-]?\d{4,7}-\d{2}-\d{2}[T ][\d:.]+(Z|[+-][\d:]+)?$/

function shown(statistic: Statistic): string {
  switch (statistic.kind) {
    case 'number':
    case 'unreadable':
      return statistic.text
    case 'string':
      return JSON.stringify(statistic.value)
    case 'boolean':
      return String(statistic.value)
    case 'null':
    case 'struct':
      return statistic.kind
  }
  return statistic satisfies never
}
