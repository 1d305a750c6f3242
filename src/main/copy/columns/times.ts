import type { Column } from '../column.ts'
import { shown, ValueRefused } from '../refusals.ts'
import { printDay, printTimestamp } from './calendar-text.ts'
import { writeInt64 } from './integers.ts'

/** Before or after every other time. */
export type Infinite = 'infinity' | '-infinity'

/** One type of time, by how the record counts it. Finer times than microseconds are rounded down, also before 1970. */
export interface TimeColumns extends Column<Date | Infinite> {
  /** Nanoseconds since 1970. */
  readonly ns: Column<bigint | Infinite>
  /** Microseconds since 1970. */
  readonly us: Column<bigint | Infinite>
  /** Milliseconds since 1970. */
  readonly ms: Column<number | bigint | Infinite>
}

export interface DateColumns extends Column<Date | Infinite> {
  /** Days since 1970-01-01. */
  readonly days: Column<number | Infinite>
}

/** An instant. */
export const timestamptz: TimeColumns = timeColumns('timestamp with time zone', 1184, '+00')

/** A wall clock reading, which is taken from the fields of UTC. */
export const timestamp: TimeColumns = timeColumns('timestamp without time zone', 1114, '')

/** A day; of a Date it is the day in UTC. */
export const date: DateColumns = {
  ...dateColumn((value: Date) => Math.floor(checkedTime(value) / MS_PER_DAY)),
  days: dateColumn(checkedDays),
}

const LENGTH_BYTES = 4
const MS_PER_DAY = 86_400_000
const NS_PER_US = 1_000n
const US_PER_MS = 1_000n

/** PostgreSQL counts from 2000-01-01. */
const EPOCH_US = 946_684_800_000_000n
const EPOCH_DAYS = 10_957
/** 4714-11-24 BC, its first day; and the first microsecond and day that it does not know any more. */
const FIRST_US = -211_813_488_000_000_000n
const END_US = 9_223_371_331_200_000_000n
const FIRST_DAY = -2_451_545
const END_DAY = 2_145_031_949
const INFINITE_US = { infinity: 2n ** 63n - 1n, '-infinity': -(2n ** 63n) }
const INFINITE_DAYS = { infinity: 2 ** 31 - 1, '-infinity': -(2 ** 31) }

function timeColumns(sqlType: string, oid: number, zone: string): TimeColumns {
  const column = <T>(toUnixMicros: (value: Exclude<T, Infinite>) => bigint): Column<T> =>
    timeColumn(sqlType, oid, zone, toUnixMicros)
  return {
    ...column<Date | Infinite>(value => BigInt(checkedTime(value)) * US_PER_MS),
    ns: column<bigint | Infinite>(value => floorDivide(checkedBigint(value), NS_PER_US)),
    us: column<bigint | Infinite>(checkedBigint),
    ms: column<number | bigint | Infinite>(microsOfMs),
  }
}

function timeColumn<T>(
  sqlType: string,
  oid: number,
  zone: string,
  toUnixMicros: (value: Exclude<T, Infinite>) => bigint,
): Column<T> {
  const microsOf = (value: Exclude<T, Infinite>): bigint => {
    const micros = toUnixMicros(value)
    if (micros - EPOCH_US < FIRST_US || micros - EPOCH_US >= END_US) {
      throw new ValueRefused(`${shown(value)} is out of range for ${sqlType}`)
    }
    return micros
  }
  return {
    sqlType,
    oid,
    nullable: false,
    write(target, value) {
      writeInt64(target, isInfinite(value) ? INFINITE_US[value] : microsOf(finiteOf(value)) - EPOCH_US)
    },
    print: value => (isInfinite(value) ? value : printTimestamp(microsOf(finiteOf(value)), zone)),
    sizeOf: () => LENGTH_BYTES + 8,
  }
}

function dateColumn<T>(toUnixDays: (value: T) => number): Column<T | Infinite> {
  const daysOf = (value: T): number => {
    const days = toUnixDays(value)
    if (days - EPOCH_DAYS < FIRST_DAY || days - EPOCH_DAYS >= END_DAY) {
      throw new ValueRefused(`${shown(value)} is out of range for date`)
    }
    return days
  }
  return {
    sqlType: 'date',
    oid: 1082,
    nullable: false,
    write(target, value) {
      const days = isInfinite(value) ? INFINITE_DAYS[value] : daysOf(value) - EPOCH_DAYS
      const at = target.claim(LENGTH_BYTES + 4)
      target.view.setInt32(at, 4)
      target.view.setInt32(at + LENGTH_BYTES, days)
    },
    print: value => (isInfinite(value) ? value : printDay(daysOf(value))),
    sizeOf: () => LENGTH_BYTES + 4,
  }
}

function isInfinite(value: unknown): value is Infinite {
  return value === 'infinity' || value === '-infinity'
}

/** TypeScript does not narrow a type parameter by a guard's `false`. */
function finiteOf<T>(value: T): Exclude<T, Infinite> {
  return value as Exclude<T, Infinite>
}

function microsOfMs(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value * US_PER_MS
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ValueRefused(`${shown(value)} is no time`)
  const whole = Math.floor(value)
  return BigInt(whole) * US_PER_MS + BigInt(Math.floor((value - whole) * 1_000))
}

/** BigInt's own division rounds towards zero. */
function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient
}

function checkedBigint(value: bigint): bigint {
  if (typeof value !== 'bigint') throw new ValueRefused(`${shown(value)} is no bigint`)
  return value
}

function checkedTime(value: Date): number {
  const time = value instanceof Date ? value.getTime() : Number.NaN
  if (Number.isNaN(time)) throw new ValueRefused(`${shown(value)} is no valid Date`)
  return time
}

function checkedDays(value: number): number {
  if (!Number.isInteger(value)) throw new ValueRefused(`${shown(value)} is no whole number of days`)
  return value
}
