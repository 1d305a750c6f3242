const DURATION_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
}
export const DURATION_UNITS = 's min h d w mo y'

/** Powers of a thousand for counts and for bytes alike; `kib` and its like are powers of 1024. */
const SCALES: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 10n ** 3n,
  kb: 10n ** 3n,
  m: 10n ** 6n,
  mb: 10n ** 6n,
  g: 10n ** 9n,
  gb: 10n ** 9n,
  t: 10n ** 12n,
  tb: 10n ** 12n,
  p: 10n ** 15n,
  pb: 10n ** 15n,
  kib: 1n << 10n,
  mib: 1n << 20n,
  gib: 1n << 30n,
  tib: 1n << 40n,
  pib: 1n << 50n,
}

/** `90s`, `1.5h`, `30d` in milliseconds; undefined where the text is no such duration. */
export function parseDuration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]+)$/i.exec(text) ?? []
  const scale = DURATION_MS[unit.toLowerCase()]
  return number === '' || scale === undefined ? undefined : Math.round(Number(number) * scale)
}

/** The largest unit that gives a whole number: `1d`, `36h`. */
export function printDuration(ms: number): string {
  for (const unit of ['y', 'mo', 'w', 'd', 'h', 'min']) {
    const scale = DURATION_MS[unit] ?? 1
    if (ms > 0 && ms % scale === 0) return `${ms / scale}${unit}`
  }
  return `${ms / 1_000}s`
}

/**
 * `100`, `1.5k`, `1gb`, `64mib` as a whole number, exact; undefined where the text is no such quantity. A `b` alone is a
 * byte among bytes and a billion among counts.
 */
export function parseQuantity(text: string, isBytes: boolean): bigint | undefined {
  const [, whole = '', fraction = '', unit = ''] = /^(\d[\d_]{0,29})(?:\.(\d{1,9}))?([a-z]*)$/i.exec(text) ?? []
  const scale = SCALES[unit.toLowerCase() === 'b' && !isBytes ? 'g' : unit.toLowerCase()]
  if (whole === '' || scale === undefined) return undefined
  const digits = whole.replaceAll('_', '')
  return (BigInt(digits + fraction) * scale) / 10n ** BigInt(fraction.length)
}

/** As short as it can be without losing anything: `1gb`, `1500`. */
export function printQuantity(value: bigint, isBytes: boolean): string {
  for (const unit of ['p', 't', 'g', 'm', 'k']) {
    const scale = SCALES[unit] ?? 1n
    if (value >= scale && value % scale === 0n) return `${value / scale}${unit}${isBytes ? 'b' : ''}`
  }
  return String(value)
}
