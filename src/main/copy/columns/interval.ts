import type { Column } from '../column.ts'
import { ValueRefused } from '../refusals.ts'

/** PostgreSQL keeps the three apart: months and days have no fixed length. */
export interface Interval {
  readonly months?: number
  readonly days?: number
  readonly microseconds?: bigint
}

const LENGTH_BYTES = 4
const INTERVAL_BYTES = 16

export const interval: Column<Interval> = {
  sqlType: 'interval',
  oid: 1186,
  nullable: false,
  write(target, value) {
    const { months, days, microseconds } = checked(value)
    const at = target.claim(LENGTH_BYTES + INTERVAL_BYTES)
    target.view.setInt32(at, INTERVAL_BYTES)
    target.view.setBigInt64(at + 4, microseconds)
    target.view.setInt32(at + 12, days)
    target.view.setInt32(at + 16, months)
  },
  print(value) {
    const { months, days, microseconds } = checked(value)
    const seconds = microseconds / 1_000_000n
    const fraction = String(microseconds % 1_000_000n).replace('-', '')
    const sign = microseconds < 0n && seconds === 0n ? '-' : ''
    return `${months} months ${days} days ${sign}${seconds}.${fraction.padStart(6, '0')} seconds`
  },
  sizeOf: () => LENGTH_BYTES + INTERVAL_BYTES,
}

function checked({ months = 0, days = 0, microseconds = 0n }: Interval): Required<Interval> {
  for (const [unit, amount] of Object.entries({ months, days })) {
    if (!Number.isInteger(amount) || amount < -0x8000_0000 || amount > 0x7fff_ffff) {
      throw new ValueRefused(`${amount} ${unit} are out of range for interval`)
    }
  }
  if (typeof microseconds !== 'bigint' || BigInt.asIntN(64, microseconds) !== microseconds) {
    throw new ValueRefused(`${microseconds} microseconds are out of range for interval`)
  }
  return { months, days, microseconds }
}
