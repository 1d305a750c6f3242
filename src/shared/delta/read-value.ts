import { MICROS_PER_DAY, MICROS_PER_HOUR, parseDate, parseTimestamp } from './calendar.ts'
import type { ColumnType } from './column-type.ts'
import { parseDecimal, printDecimal } from './decimal.ts'
import type { Value, ValueKind } from './predicate-value.ts'
import { type Domain, exactly, type ValueRange } from './value-range.ts'

/**
 * What a text stands for as a value of a type (Delta protocol, "Partition Value Serialization"): a range where the text
 * does not say exactly, undefined where it is no text of this type.
 */
export function readValue(text: string, type: ColumnType): ValueRange | undefined {
  switch (type.kind) {
    case 'string':
      return exactly({ kind: 'string', value: text })
    case 'boolean':
      return /^(true|false)$/i.test(text) ? exactly({ kind: 'boolean', value: text.length === 4 }) : undefined
    case 'exact': {
      const number = parseDecimal(text.trim())
      return number && exactly({ kind: 'exact', ...number })
    }
    case 'double':
      return readDouble(text.trim(), type.single ?? false)
    case 'date': {
      const days = parseDate(text.trim())
      return days === undefined ? undefined : exactly({ kind: 'date', days })
    }
    case 'timestamp': {
      const time = parseTimestamp(text.trim())
      return time && (time.zoned ? exactly({ kind: 'timestamp', micros: time.micros }) : anywhere(time.micros))
    }
    case 'timestamp_ntz': {
      const time = parseTimestamp(text.trim())
      return time && !time.zoned ? exactly({ kind: 'timestamp_ntz', micros: time.micros }) : undefined
    }
    case 'binary':
      return readAscii(text)
  }
  type.kind satisfies never
}

/** The domain as values of another kind, as Spark's casts have it; undefined where nothing is known afterwards. */
export function convertDomain(domain: Domain, kind: ValueKind): Domain | undefined {
  const ranges: ValueRange[] = []
  for (const range of domain.ranges) {
    const converted = convertRange(range, kind)
    if (converted === undefined) return undefined
    ranges.push(converted)
  }
  return { ranges, nulls: domain.nulls }
}

function convertRange(range: ValueRange, kind: ValueKind): ValueRange | undefined {
  const { low, high } = range
  if (low?.kind === 'string' && kind !== 'string') {
    return high?.kind === 'string' && low.value === high.value ? readValue(low.value, { kind }) : undefined
  }
  if (high?.kind === 'string' && kind !== 'string') return undefined
  return { low: low && convertValue(low, kind)?.low, high: high && convertValue(high, kind)?.high }
}

function convertValue(value: Value, kind: ValueKind): ValueRange | undefined {
  if (value.kind === kind) return exactly(value)
  switch (value.kind) {
    case 'exact':
      return kind === 'double' ? exactly({ kind, value: Number(printDecimal(value)) }) : undefined
    case 'date': {
      const micros = BigInt(value.days) * MICROS_PER_DAY
      if (kind === 'timestamp_ntz') return exactly({ kind, micros })
      return kind === 'timestamp' ? anywhere(micros) : undefined
    }
    case 'timestamp_ntz':
      return kind === 'timestamp' ? anywhere(value.micros) : undefined
    default:
      return undefined
  }
}

/** The instants that a wall clock somewhere between UTC+14 and UTC-12 may have meant. */
function anywhere(wallMicros: bigint): ValueRange {
  return {
    low: { kind: 'timestamp', micros: wallMicros - 14n * MICROS_PER_HOUR },
    high: { kind: 'timestamp', micros: wallMicros + 12n * MICROS_PER_HOUR },
  }
}

const SPECIAL_DOUBLES: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function readDouble(text: string, single: boolean): ValueRange | undefined {
  const special = SPECIAL_DOUBLES.get(text)
  const value = special ?? (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined)
  if (value === undefined) return undefined
  const neighbour = single ? Math.fround(value) : value
  const [low, high] = neighbour < value ? [neighbour, value] : [value, neighbour]
  return { low: { kind: 'double', value: low }, high: { kind: 'double', value: high } }
}

/** Writers disagree on how bytes beyond ASCII become text, so that only ASCII is known for certain. */
function readAscii(text: string): ValueRange | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes below 0x20 are bytes like any other
  if (!/^[\u0000-\u007f]*$/.test(text)) return undefined
  const hex = Array.from(text, character => character.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return exactly({ kind: 'binary', hex: hex.toUpperCase() })
}
