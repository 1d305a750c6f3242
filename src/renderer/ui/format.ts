const COUNT = new Intl.NumberFormat('en-US')
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const
const SHORT_UNITS = ['', 'K', 'M', 'B', 'T'] as const

/** `8,412`; exact at any size. */
export function formatCount(value: bigint | number): string {
  return COUNT.format(value)
}

/** `4.1 B`, `771 K`, `900`: three digits and a power of a thousand. */
export function formatShortCount(value: bigint | number): string {
  return formatScaled(BigInt(value), SHORT_UNITS)
}

/** `260 MB`, `1.2 TB`: three digits and a power of a thousand. */
export function formatBytes(value: bigint | number): string {
  return formatScaled(BigInt(value), BYTE_UNITS)
}

/** `+1.1 GB`, `−9 B`, `0 B`. */
export function formatSignedBytes(value: bigint): string {
  return withSign(value, formatBytes)
}

/** `+12`, `−9`, `0`. */
export function formatSignedCount(value: bigint): string {
  return withSign(value, formatCount)
}

/** `+2.5 M`, `−441`, `0`. */
export function formatSignedShortCount(value: bigint): string {
  return withSign(value, formatShortCount)
}

/** `2026-11-20 14:02:09` in the reader's time zone. */
export function formatTime(timeMs: number): string {
  const local = new Date(timeMs)
  if (Number.isNaN(local.getTime())) return 'invalid time'
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())} ${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`
}

/** Both clocks, to the millisecond: local time with its offset, then UTC. */
export function formatTimeExactly(timeMs: number): string {
  const local = new Date(timeMs)
  if (Number.isNaN(local.getTime())) return 'invalid time'
  const offset = -local.getTimezoneOffset()
  const zone = `${offset < 0 ? '−' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  const millis = String(local.getMilliseconds()).padStart(3, '0')
  return `${formatTime(timeMs)}.${millis} local (UTC${zone})\n${local.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

const RELATIVE_STEPS = [
  { unit: 'y', ms: 365 * 86_400_000 },
  { unit: 'mo', ms: 30 * 86_400_000 },
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
] as const

/** `2 min ago`, `3 d ago`, `just now`. */
export function formatAge(timeMs: number, nowMs: number): string {
  const age = nowMs - timeMs
  const step = RELATIVE_STEPS.find(({ ms }) => Math.abs(age) >= ms)
  if (!step) return 'just now'
  const amount = `${Math.floor(Math.abs(age) / step.ms)} ${step.unit}`
  return age < 0 ? `in ${amount}` : `${amount} ago`
}

/** `38 ms`, `1.4 s`, `2:05 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)}:${two(Math.floor(ms / 1_000) % 60)} min`
}

/** A time that was measured, down to tenths of a millisecond where they matter. */
export function formatMs(ms: number): string {
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en-US')} ms`
}

function formatScaled(value: bigint, units: readonly string[]): string {
  const negative = value < 0n
  let rest = negative ? -value : value
  let unit = 0
  let tenths = 0n
  while (rest >= 1_000n && unit < units.length - 1) {
    tenths = (rest % 1_000n) / 100n
    rest /= 1_000n
    unit++
  }
  const digits = unit > 0 && rest < 10n ? `${rest}.${tenths}` : formatCount(rest)
  return `${negative ? '−' : ''}${digits} ${units[unit]}`.trimEnd()
}

function withSign(value: bigint, format: (value: bigint) => string): string {
  return value > 0n ? `+${format(value)}` : format(value).replace('-', '−')
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
