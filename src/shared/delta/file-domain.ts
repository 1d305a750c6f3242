import type { AddFile } from './actions.ts'
import { MICROS_PER_MILLISECOND } from './calendar.ts'
import type { ColumnType } from './column-type.ts'
import type { Decimal } from './decimal.ts'
import { shapedStats } from './known-shapes.ts'
import type { Value } from './predicate-value.ts'
import { readValue } from './read-value.ts'
import { countOfNulls, type FileStats, parseStats, type Statistic, statisticAt, statisticOfText } from './stats.ts'
import { ANYTHING, type Domain, isAbove, ONLY_NULL, type ValueRange } from './value-range.ts'

/** A column as pruning needs it: where its values stand in an add action. */
export interface PredicateColumn {
  /** Logical names from the outside in, as the schema spells them. */
  readonly path: readonly string[]
  /** Physical names: the keys in `partitionValues` and in `stats`. */
  readonly physicalPath: readonly string[]
  /** Undefined for a type that does not compare. */
  readonly type: ColumnType | undefined
  readonly isPartition: boolean
}

/** Where the knowledge about a column in a file comes from; `null-count` where that is all that the statistics say. */
type DomainSource = 'partition' | 'statistics' | 'null-count' | 'nothing'

export interface ColumnDomain extends Domain {
  readonly source: DomainSource
}

export type PrunableFile = Pick<AddFile, 'partitionValues' | 'stats'>

/** One file under evaluation; its statistics are read when the first data column asks for them. */
export class FileView {
  private readonly file: PrunableFile
  private stats: FileStats | 'none' | undefined

  constructor(file: PrunableFile) {
    this.file = file
  }

  /** The values that a column may have in this file. */
  domain(column: PredicateColumn): ColumnDomain {
    if (column.isPartition) return partitionDomain(this.file, column)
    const shaped = this.file.stats ? shapedStats(this.file.stats) : undefined
    if (shaped) {
      const { shape, values } = shaped
      const { min, max, nullCount } = shape.placesOf(column.physicalPath)
      const at = (place: number | undefined) => (place === undefined ? undefined : statisticOfText(values[place]))
      const found = {
        numRecords: BigInt(shape.numRecords(values)),
        min: at(min),
        max: at(max),
        nullCount: at(nullCount),
      }
      return statisticsDomain(found, column)
    }
    this.stats ??= parseStats(this.file.stats) ?? 'none'
    return this.stats === 'none' ? NOTHING : statisticsDomain(statisticsOfColumn(this.stats, column), column)
  }
}

const NOTHING: ColumnDomain = { ...ANYTHING, source: 'nothing' }
const NAN: Value = { kind: 'double', value: Number.NaN }
/** Spark cuts text at 32 characters; from that length on a maximum may be a bare prefix of the real one. */
const TEXT_PREFIX_CHARACTERS = 32

/** An empty text means null for every type (Delta protocol, "Partition Value Serialization"). */
function partitionDomain(file: PrunableFile, column: PredicateColumn): ColumnDomain {
  const text = file.partitionValues.get(column.physicalPath[0] ?? '')
  if (text === undefined) return NOTHING
  if (text === null || text === '') return { ...ONLY_NULL, source: 'partition' }
  const range = column.type && readValue(text, column.type)
  return range
    ? { ranges: [range], nulls: false, source: 'partition' }
    : { ...ANYTHING, nulls: false, source: 'partition' }
}

/** What a file says of one column. */
interface ColumnStatistics {
  readonly numRecords: bigint | undefined
  readonly min: Statistic | undefined
  readonly max: Statistic | undefined
  readonly nullCount: Statistic | undefined
}

function statisticsOfColumn(
  { numRecords, minValues, maxValues, nullCount }: FileStats,
  { physicalPath }: PredicateColumn,
): ColumnStatistics {
  return {
    numRecords,
    min: statisticAt(minValues, physicalPath),
    max: statisticAt(maxValues, physicalPath),
    nullCount: statisticAt(nullCount, physicalPath),
  }
}

function statisticsDomain(found: ColumnStatistics, column: PredicateColumn): ColumnDomain {
  const { numRecords, min, max } = found
  const bounds = boundsOf(min, max, column.type)
  const counted = countOfNulls(found.nullCount)
  const nullCount = counted !== undefined && numRecords !== undefined && counted > numRecords ? undefined : counted
  const hasBounds = bounds.low !== undefined || bounds.high !== undefined
  if (nullCount === undefined && !hasBounds) return NOTHING
  if (nullCount !== undefined && nullCount === numRecords && !hasBounds) {
    return { ranges: [], nulls: numRecords > 0n, source: 'statistics' }
  }
  const ranges = column.type?.kind === 'double' ? [bounds, { low: NAN, high: NAN }] : [bounds]
  return { ranges, nulls: nullCount !== 0n, source: hasBounds ? 'statistics' : 'null-count' }
}

/** Bounds that no value of the file leaves; an end that is missing, unreadable or contradicts the other is unbounded. */
function boundsOf(min: Statistic | undefined, max: Statistic | undefined, type: ColumnType | undefined): ValueRange {
  if (!type) return {}
  const low = readStatistic(min, type)?.low
  const high = readStatistic(max, type)?.high
  if (low && high && isAbove({ low }, { high })) return {}
  return { low: low && loosenLow(low, min, type), high: high && loosenHigh(high, max, type) }
}

function readStatistic(statistic: Statistic | undefined, type: ColumnType): ValueRange | undefined {
  switch (statistic?.kind) {
    case 'number':
      return type.kind === 'exact' || type.kind === 'double' ? readValue(statistic.text, type) : undefined
    case 'string':
      return type.kind === 'binary' ? undefined : readValue(statistic.value, type)
    case 'boolean':
      return type.kind === 'boolean' ? readValue(String(statistic.value), type) : undefined
    default:
      return undefined
  }
}

/** Timestamps are cut to milliseconds, by some writers towards zero. */
function loosenLow(low: Value, statistic: Statistic | undefined, type: ColumnType): Value {
  if (low.kind === 'exact') return loosenExact(low, statistic, type, -1n)
  if (low.kind === 'timestamp' || low.kind === 'timestamp_ntz') {
    return low.micros < 0n ? { ...low, micros: low.micros - MICROS_PER_MILLISECOND } : low
  }
  return low
}

function loosenHigh(high: Value, statistic: Statistic | undefined, type: ColumnType): Value | undefined {
  switch (high.kind) {
    case 'exact':
      return loosenExact(high, statistic, type, 1n)
    case 'timestamp':
    case 'timestamp_ntz':
      return { ...high, micros: high.micros + MICROS_PER_MILLISECOND }
    case 'string':
      return high.value.length < TEXT_PREFIX_CHARACTERS ? high : afterPrefix(high.value)
    default:
      return high
  }
}

/**
 * Some writers pass decimals through a double: beyond 2^52 units such a number may stand for its neighbours. A text of
 * more than 17 significant digits did not take that way.
 */
function loosenExact(
  value: Value & Decimal,
  statistic: Statistic | undefined,
  type: ColumnType,
  side: 1n | -1n,
): Value {
  const scale = Math.max(type.scale ?? 0, 0)
  if (type.scale === undefined || statistic?.kind !== 'number' || significantDigits(statistic.text) > 17) return value
  const units = scale >= value.scale ? value.digits * 10n ** BigInt(scale - value.scale) : value.digits
  const size = units < 0n ? -units : units
  const slack = size / 2n ** 52n
  if (slack === 0n) return value
  return { kind: 'exact', digits: units + side * slack, scale: Math.max(scale, value.scale) }
}

function significantDigits(text: string): number {
  return text
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '').length
}

/** The least text above every text that begins with `prefix`; undefined where there is none. */
function afterPrefix(prefix: string): Value | undefined {
  let end = prefix.length
  while (end > 0) {
    const pair = end > 1 && (prefix.codePointAt(end - 2) ?? 0) > 0xffff
    const point = prefix.codePointAt(pair ? end - 2 : end - 1) ?? 0
    end -= pair ? 2 : 1
    if (point < 0x10ffff) {
      const next = point === 0xd7ff ? 0xe000 : point + 1
      return { kind: 'string', value: prefix.slice(0, end) + String.fromCodePoint(next) }
    }
  }
  return undefined
}
