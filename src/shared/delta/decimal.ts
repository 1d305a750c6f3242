/** An exact number: `digits` × 10^-`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** Exponents beyond this are refused: no Delta type holds them, and aligning two scales must stay cheap. */
const EXPONENT_MAX = 400
const LENGTH_MAX = 1_000
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** The exact value of a number literal, with or without a fraction and an exponent; undefined where it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > LENGTH_MAX) return undefined
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined
  const digits = BigInt(`${whole}${fraction}`)
  const scale = fraction.length - exponent
  const signed = sign === '-' ? -digits : digits
  return scale < 0 ? { digits: signed * 10n ** BigInt(-scale), scale: 0 } : { digits: signed, scale }
}

/** Negative, zero or positive, as `sort` wants it; `1.0` and `1.00` are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.scale < b.scale ? a.digits * 10n ** BigInt(b.scale - a.scale) : a.digits
  const right = b.scale < a.scale ? b.digits * 10n ** BigInt(a.scale - b.scale) : b.digits
  return left < right ? -1 : left > right ? 1 : 0
}

export function printDecimal({ digits, scale }: Decimal): string {
  if (scale === 0) return digits.toString()
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`
}
