const DAYS_PER_ERA = 146_097
const YEARS_PER_ERA = 400
/** Days from 0000-03-01 to 1970-01-01. */
const UNIX_EPOCH_DAY = 719_468
const MICROS_PER_DAY = 86_400_000_000n
const MICROS_PER_SECOND = 1_000_000n

/** `2024-02-29`, or `0044-03-15 BC` before the year 1: every day that PostgreSQL knows, which is more than Date does. */
export function printDay(unixDays: number): string {
  const { year, rest } = civil(unixDays)
  return year > 0 ? `${pad(year, 4)}-${rest}` : `${pad(1 - year, 4)}-${rest} BC`
}

/** `2024-02-29 23:59:59.999999`, with `zone` and then the era behind it. */
export function printTimestamp(unixMicros: bigint, zone: string): string {
  const remainder = unixMicros % MICROS_PER_DAY
  const inDay = remainder < 0n ? remainder + MICROS_PER_DAY : remainder
  const { year, rest } = civil(Number((unixMicros - inDay) / MICROS_PER_DAY))
  const seconds = Number(inDay / MICROS_PER_SECOND)
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(part => pad(Math.floor(part), 2)).join(':')
  const fraction = pad(Number(inDay % MICROS_PER_SECOND), 6)
  const day = `${pad(year > 0 ? year : 1 - year, 4)}-${rest}`
  return `${day} ${clock}.${fraction}${zone}${year > 0 ? '' : ' BC'}`
}

/** The proleptic Gregorian calendar, counted from March so that the leap day ends the year; the year 0 is 1 BC. */
function civil(unixDays: number): { year: number; rest: string } {
  const days = unixDays + UNIX_EPOCH_DAY
  const era = Math.floor(days / DAYS_PER_ERA)
  const dayOfEra = days - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0), rest: `${pad(month, 2)}-${pad(day, 2)}` }
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
