import type { Column } from '../column.ts'
import type { CopyTarget } from '../copy-target.ts'
import { shown, ValueRefused } from '../refusals.ts'

const LENGTH = 4

export const int8: Column<bigint> = {
  sqlType: 'bigint',
  oid: 20,
  nullable: false,
  write(target, value) {
    writeInt64(target, checkedInt64(value))
  },
  print: value => String(checkedInt64(value)),
  sizeOf: () => LENGTH + 8,
}

export const int4: Column<number> = {
  sqlType: 'integer',
  oid: 23,
  nullable: false,
  write(target, value) {
    checkInteger(value, -0x8000_0000, 0x7fff_ffff, 'integer')
    const at = target.claim(LENGTH + 4)
    target.view.setInt32(at, 4)
    target.view.setInt32(at + LENGTH, value)
  },
  print: value => String(checkInteger(value, -0x8000_0000, 0x7fff_ffff, 'integer')),
  sizeOf: () => LENGTH + 4,
}

export const int2: Column<number> = {
  sqlType: 'smallint',
  oid: 21,
  nullable: false,
  write(target, value) {
    checkInteger(value, -0x8000, 0x7fff, 'smallint')
    const at = target.claim(LENGTH + 2)
    target.view.setInt32(at, 2)
    target.view.setInt16(at + LENGTH, value)
  },
  print: value => String(checkInteger(value, -0x8000, 0x7fff, 'smallint')),
  sizeOf: () => LENGTH + 2,
}

export const bool: Column<boolean> = {
  sqlType: 'boolean',
  oid: 16,
  nullable: false,
  write(target, value) {
    const at = target.claim(LENGTH + 1)
    target.view.setInt32(at, 1)
    target.buffer[at + LENGTH] = checkedBoolean(value) ? 1 : 0
  },
  print: value => (checkedBoolean(value) ? 't' : 'f'),
  sizeOf: () => LENGTH + 1,
}

/** Lays out eight bytes behind their length. */
export function writeInt64(target: CopyTarget, value: bigint): void {
  const at = target.claim(LENGTH + 8)
  target.view.setInt32(at, 8)
  target.view.setBigInt64(at + LENGTH, value)
}

/** The types say bigint; rows that come from outside may hold anything. */
function checkedInt64(value: bigint): bigint {
  if (typeof value !== 'bigint') throw new ValueRefused(`${shown(value)} is no bigint`)
  if (BigInt.asIntN(64, value) !== value) throw new ValueRefused(`${value} is out of range for bigint`)
  return value
}

function checkInteger(value: number, min: number, max: number, type: string): number {
  if (!Number.isInteger(value)) throw new ValueRefused(`${shown(value)} is no integer`)
  if (value < min || value > max) throw new ValueRefused(`${value} is out of range for ${type}`)
  return value
}

function checkedBoolean(value: boolean): boolean {
  if (typeof value !== 'boolean') throw new ValueRefused(`${shown(value)} is no boolean`)
  return value
}
