import type { SchemaElement } from 'hyparquet'
import type { RawValue } from '../parquet/leaf.ts'

/** How values of one column are written as text; `quoted` says that JSON wants it as a string. */
export interface LeafText {
  readonly quoted: boolean
  /** Undefined for a value that has no text, such as a time outside of the calendar. */
  print(value: RawValue): string | undefined
}

/**
 * The text of a column's values as Delta writes them into statistics and partition values (Delta protocol, "Partition
 * Value Serialization", "Per-file Statistics"). Undefined for types that neither has, such as binary.
 */
export function leafText(element: SchemaElement): LeafText | undefined {
  const { type, converted_type: converted, logical_type: logical, scale } = element
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const digits = scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0)
    return { quoted: false, print: value => decimalText(value, digits) }
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return { quoted: true, print: dateText }
  if (type === 'INT96') return { quoted: true, print: value => timeText(asBigint(value) / 1000n, true) }
  const time = timeUnit(element)
  if (time) return { quoted: true, print: value => timeText((asBigint(value) * time.micros) / time.per, time.isUtc) }
  switch (type) {
    case 'BOOLEAN':
    case 'INT32':
    case 'INT64':
      return { quoted: false, print: String }
    case 'FLOAT':
      return { quoted: false, print: value => floatText(Number(value), shortestFloat) }
    case 'DOUBLE':
      return { quoted: false, print: value => floatText(Number(value), String) }
    default:
      return type === 'BYTE_ARRAY'
        ? { quoted: true, print: value => (typeof value === 'string' ? value : undefined) }
        : undefined
  }
}

interface TimeUnit {
  /** Microseconds are `value * micros / per`. */
  readonly micros: bigint
  readonly per: bigint
  readonly isUtc: boolean
}

function timeUnit({ type, converted_type: converted, logical_type: logical }: SchemaElement): TimeUnit | undefined {
  if (type !== 'INT64') return undefined
  const isUtc = logical?.type !== 'TIMESTAMP' || logical.isAdjustedToUTC
  const unit = logical?.type === 'TIMESTAMP' ? logical.unit : CONVERTED_UNITS.get(converted ?? '')
  if (unit === 'MILLIS') return { micros: 1000n, per: 1n, isUtc }
  if (unit === 'MICROS') return { micros: 1n, per: 1n, isUtc }
  return unit === 'NANOS' ? { micros: 1n, per: 1000n, isUtc } : undefined
}

const CONVERTED_UNITS: ReadonlyMap<string, 'MILLIS' | 'MICROS'> = new Map([
  ['TIMESTAMP_MILLIS', 'MILLIS'],
  ['TIMESTAMP_MICROS', 'MICROS'],
])

const DAY_MS = 86_400_000

function dateText(value: RawValue): string | undefined {
  return isoText(Number(value) * DAY_MS)?.slice(0, -'T00:00:00.000Z'.length)
}

/** Milliseconds as Spark writes them, microseconds only where there are any: a cut bound would not be one. */
function timeText(micros: bigint, isUtc: boolean): string | undefined {
  const rest = ((micros % 1000n) + 1000n) % 1000n
  const text = isoText(Number((micros - rest) / 1000n))?.slice(0, -1)
  const digits = rest === 0n ? '' : String(rest).padStart(3, '0')
  return text && `${text}${digits}${isUtc ? 'Z' : ''}`
}

function isoText(ms: number): string | undefined {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function decimalText(value: RawValue, scale: number): string | undefined {
  if (!(scale >= 0 && scale <= DECIMAL_SCALE_MAX)) return undefined
  const unscaled = value instanceof Uint8Array ? bigEndian(value) : asBigint(value)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return unscaled < 0n ? `-${text}` : text
}

const DECIMAL_SCALE_MAX = 38

function bigEndian(bytes: Uint8Array): bigint {
  const unsigned = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  return BigInt.asIntN(bytes.length * 8, unsigned)
}

function asBigint(value: RawValue): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)) || 0)
}

/** JSON has no text for what is not finite: Delta's writers use strings. */
function floatText(value: number, print: (value: number) => string): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  return Object.is(value, -0) ? '-0.0' : print(value)
}

/** The shortest decimal text that is this 32-bit number and no other. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < FLOAT_DIGITS_MAX; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

const FLOAT_DIGITS_MAX = 10
