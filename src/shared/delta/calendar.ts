/** A point in time as text gave it: without a zone it is a wall clock reading, not an instant. */
export interface ParsedTimestamp {
  /** Microseconds since 1970-01-01, in UTC where `zoned`, on the wall clock otherwise. */
  readonly micros: bigint
  readonly zoned: boolean
}

export const MICROS_PER_DAY = 86_400_000_000n
export const MICROS_PER_HOUR = 3_600_000_000n
export const MICROS_PER_MILLISECOND = 1_000n

const DATE = /^([+-]?\d{4,7})-(\d{1,2})-(\d{1,2})$/
const TIMESTAMP =
  /^([+-]?\d{4,7}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/
const DAY_MS = 86_400_000

/** Days since 1970-01-01 in the proleptic Gregorian calendar; undefined where the text is no date. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text)
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const valid = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return valid ? date.getTime() / DAY_MS : undefined
}

/** Reads `2026-11-19 10:00:00.123456`, `2026-11-19T10:00:00Z`, `… -07:00` and a bare date; nanoseconds are cut off. */
export function parseTimestamp(text: string): ParsedTimestamp | undefined {
  const match = TIMESTAMP.exec(text)
  const days = match?.[1] === undefined ? undefined : parseDate(match[1])
  if (!match || days === undefined) return undefined
  const [, , hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second)
  const wall =
    BigInt(days) * MICROS_PER_DAY + BigInt(seconds) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
  return zone === undefined ? { micros: wall, zoned: false } : { micros: wall - zoneOffsetMicros(zone), zoned: true }
}

/** `2026-11-19`; years beyond four digits carry a sign, as ISO 8601 asks. */
export function printDate(days: number): string {
  const text = new Date(days * DAY_MS).toISOString()
  return text.slice(0, text.indexOf('T'))
}

/** `2026-11-19 10:00:00.123456`, the fraction only where there is one. */
export function printWallClock(micros: bigint): string {
  const day = micros / MICROS_PER_DAY - (micros % MICROS_PER_DAY < 0n ? 1n : 0n)
  const rest = micros - day * MICROS_PER_DAY
  const seconds = Number(rest / 1_000_000n)
  const fraction = rest % 1_000_000n
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map(part => String(Math.floor(part)).padStart(2, '0'))
    .join(':')
  const tail = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0')}`
  return `${printDate(Number(day))} ${clock}${tail}`
}

function zoneOffsetMicros(zone: string): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0n
  const minutes = BigInt(Number(match[2]) * 60 + Number(match[3] ?? '0'))
  return (match[1] === '-' ? -minutes : minutes) * 60_000_000n
}
