import type { Column } from '../column.ts'
import { shown, ValueRefused } from '../refusals.ts'

const LENGTH = 4

/** Rounds to the nearest single; NaN and infinities are values. */
export const float4: Column<number> = {
  sqlType: 'real',
  oid: 700,
  nullable: false,
  write(target, value) {
    const single = toSingle(value)
    const at = target.claim(LENGTH + 4)
    target.view.setInt32(at, 4)
    target.view.setFloat32(at + LENGTH, single)
  },
  print: value => printFloat(toSingle(value)),
  sizeOf: () => LENGTH + 4,
}

/** NaN and infinities are values. */
export const float8: Column<number> = {
  sqlType: 'double precision',
  oid: 701,
  nullable: false,
  write(target, value) {
    checkNumber(value)
    const at = target.claim(LENGTH + 8)
    target.view.setInt32(at, 8)
    target.view.setFloat64(at + LENGTH, value)
  },
  print: value => printFloat(checkNumber(value)),
  sizeOf: () => LENGTH + 8,
}

/** The same column without NaN and infinities. */
export function finite(column: Column<number>): Column<number> {
  const checked = (value: number): number => {
    if (!Number.isFinite(value)) throw new ValueRefused(`${shown(value)} is not finite`)
    return value
  }
  return {
    ...column,
    write: (target, value) => column.write(target, checked(value)),
    print: value => column.print(checked(value)),
  }
}

function toSingle(value: number): number {
  const single = Math.fround(checkNumber(value))
  if (!Number.isFinite(single) && Number.isFinite(value)) throw new ValueRefused(`${value} is out of range for real`)
  if (single === 0 && value !== 0) throw new ValueRefused(`${value} is too small for real`)
  return single
}

function checkNumber(value: number): number {
  if (typeof value !== 'number') throw new ValueRefused(`${shown(value)} is no number`)
  return value
}

function printFloat(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
