import { isAboveBound } from './bounds-order.ts'
import type { JsonObject } from './json-object.ts'
import { areSoundBounds, areSoundCounts } from './sound-stats.ts'
import { type FileStats, type Statistic, type StatisticsByName, statsOf, wholeNumber } from './stats.ts'

/** Statistics of one column that cannot be true, so that nobody should skip a file because of them. */
export interface StatsSuspicion {
  readonly kind: 'null-count-excessive' | 'bounds-crossed'
  /** Physical names from the outside in. */
  readonly path: readonly string[]
  /** One sentence. */
  readonly message: string
}

/** As `suspiciousStats(statsOf(object))`; statistics that are plainly sound, as nearly all are, are not taken apart. */
export function suspicionsOf(object: JsonObject): readonly StatsSuspicion[] {
  const isSound =
    areSoundCounts(object.member('nullCount'), object.member('numRecords')) &&
    areSoundBounds(object.member('minValues'), object.member('maxValues'))
  return isSound ? NO_SUSPICIONS : suspiciousStats(statsOf(object))
}

const NO_SUSPICIONS: readonly StatsSuspicion[] = []

/** What is impossible about the statistics, judged without the schema: bounds whose types are unclear are left alone. */
export function suspiciousStats(stats: FileStats): StatsSuspicion[] {
  const found: StatsSuspicion[] = []
  if (stats.numRecords !== undefined) findExcessiveNulls(stats.nullCount, stats.numRecords, [], found)
  findCrossedBounds(stats.minValues, stats.maxValues, [], found)
  return found
}

function findExcessiveNulls(
  counts: StatisticsByName,
  numRecords: bigint,
  above: readonly string[],
  found: StatsSuspicion[],
): void {
  for (const [name, count] of counts) {
    if (count.kind === 'struct') findExcessiveNulls(count.fields, numRecords, [...above, name], found)
    if (count.kind !== 'number' || count.text === '0') continue
    const nulls = wholeNumber(count.text)
    if (nulls === undefined || nulls <= numRecords) continue
    const path = [...above, name]
    const message = `Expected at most ${numRecords} nulls in ${path.join('.')}, got ${nulls}`
    found.push({ kind: 'null-count-excessive', path, message })
  }
}

function findCrossedBounds(
  minValues: StatisticsByName,
  maxValues: StatisticsByName,
  above: readonly string[],
  found: StatsSuspicion[],
): void {
  for (const [name, min] of minValues) {
    const max = maxValues.get(name)
    if (max === undefined) continue
    if (min.kind === 'struct' && max.kind === 'struct') {
      findCrossedBounds(min.fields, max.fields, [...above, name], found)
    } else if (isAboveBound(min, max)) {
      const path = [...above, name]
      const message = `Expected the minimum of ${path.join('.')} not to be above its maximum, got ${shown(min)} and ${shown(max)}`
      found.push({ kind: 'bounds-crossed', path, message })
    }
  }
}

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
