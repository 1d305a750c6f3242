const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1
const DIGITS_MAX = 19

/**
 * The whole number that a JSON number literal stands for, exactly; undefined if it is none (`1.5`) or has more than 19
 * digits. `1.0`, `1e2` and `-0.0` are whole numbers; `1e400000000` costs no more than `1`.
 */
export function parseExactInteger(literal: string): bigint | undefined {
  const match = NUMBER.exec(literal)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return 0n
  const zeros = Number(exponent) - fraction.length + (digits.length - significant.length)
  if (zeros < 0 || significant.length + zeros > DIGITS_MAX) return undefined
  const value = BigInt(significant + '0'.repeat(zeros))
  return sign === '-' ? -value : value
}

export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX
}

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
