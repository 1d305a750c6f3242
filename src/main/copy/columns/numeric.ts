import type { Column } from '../column.ts'
import type { CopyTarget } from '../copy-target.ts'
import { shown, ValueRefused } from '../refusals.ts'

/** Decimal text such as `-12.30` or `1e-7`, or `NaN`, `Infinity`, `-Infinity`; or a whole number. */
export type Decimal = string | bigint

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/
const INTEGER_DIGITS_MAX = 131_072
const SCALE_MAX = 16_383
const GROUP_DIGITS = 4
const HEADER_BYTES = 8
const LENGTH_BYTES = 4
const POSITIVE = 0x0000
const NEGATIVE = 0x4000
const SPECIAL_SIGNS: ReadonlyMap<string, number> = new Map([
  ['NaN', 0xc000],
  ['Infinity', 0xd000],
  ['-Infinity', 0xf000],
])

/**
 * Exact decimals. With a precision, what the server would round or refuse is refused here: digits are never lost.
 * Infinities need PostgreSQL 14 and a column without precision.
 */
export function numeric(precision?: number, scale = 0): Column<Decimal> {
  const read = (value: Decimal): Digits | number => {
    const text = typeof value === 'bigint' ? String(value) : value
    const special = SPECIAL_SIGNS.get(text)
    if (special === undefined) return fitDigits(readDigits(text), precision, scale)
    if (precision !== undefined && text !== 'NaN') throw new ValueRefused(`${text} does not fit into ${sqlType}`)
    return special
  }
  const sqlType = precision === undefined ? 'numeric' : `numeric(${precision},${scale})`
  return {
    sqlType,
    oid: 1700,
    nullable: false,
    write(target, value) {
      const digits = read(value)
      if (typeof digits === 'number') writeNumeric(target, [], 0, digits, 0)
      else writeDigits(target, digits)
    },
    print(value) {
      read(value)
      return String(value)
    },
    sizeOf: value => LENGTH_BYTES + HEADER_BYTES + (typeof value === 'string' ? value.length / 2 : 10),
  }
}

interface Digits {
  readonly negative: boolean
  /** Without leading zeros. */
  readonly whole: string
  readonly fraction: string
}

function readDigits(text: string): Digits {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (whole === '' && fraction === '') throw new ValueRefused(`${shown(text)} is no decimal number`)
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  if (point > INTEGER_DIGITS_MAX || digits.length - point > SCALE_MAX) {
    throw new ValueRefused(`${shown(text)} has too many digits for numeric`)
  }
  return {
    negative: sign === '-',
    whole: (point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0')).replace(/^0+/, ''),
    fraction: point < 0 ? '0'.repeat(-point) + digits : digits.slice(point),
  }
}

function fitDigits(digits: Digits, precision: number | undefined, scale: number): Digits {
  if (precision === undefined) return digits
  const kept = digits.fraction.replace(/0+$/, '')
  if (kept.length > scale) throw new ValueRefused(`${kept.length} digits after the point do not fit into ${scale}`)
  if (digits.whole.length > precision - scale) {
    throw new ValueRefused(`${digits.whole.length} digits before the point do not fit into ${precision - scale}`)
  }
  return { ...digits, fraction: kept.padEnd(scale, '0') }
}

function writeDigits(target: CopyTarget, { negative, whole, fraction }: Digits): void {
  const wholeGroups = groupsOf(whole.padStart(Math.ceil(whole.length / GROUP_DIGITS) * GROUP_DIGITS, '0'))
  const fractionGroups = groupsOf(fraction.padEnd(Math.ceil(fraction.length / GROUP_DIGITS) * GROUP_DIGITS, '0'))
  const groups = [...wholeGroups, ...fractionGroups]
  const first = groups.findIndex(group => group !== 0)
  if (first === -1) {
    writeNumeric(target, [], 0, POSITIVE, fraction.length)
    return
  }
  const significant = groups.slice(first, groups.findLastIndex(group => group !== 0) + 1)
  writeNumeric(target, significant, wholeGroups.length - 1 - first, negative ? NEGATIVE : POSITIVE, fraction.length)
}

function groupsOf(digits: string): number[] {
  return Array.from({ length: digits.length / GROUP_DIGITS }, (_, index) =>
    Number(digits.slice(index * GROUP_DIGITS, (index + 1) * GROUP_DIGITS)),
  )
}

/** `weight` is the power of 10,000 that the first group counts. */
function writeNumeric(target: CopyTarget, groups: number[], weight: number, sign: number, scale: number): void {
  const bytes = HEADER_BYTES + groups.length * 2
  let at = target.claim(LENGTH_BYTES + bytes)
  const { view } = target
  view.setInt32(at, bytes)
  view.setInt16(at + 4, groups.length)
  view.setInt16(at + 6, weight)
  view.setUint16(at + 8, sign)
  view.setInt16(at + 10, scale)
  at += LENGTH_BYTES + HEADER_BYTES
  for (const group of groups) {
    view.setInt16(at, group)
    at += 2
  }
}
