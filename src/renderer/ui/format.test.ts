import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatShortCount,
  formatSignedBytes,
  formatSignedCount,
} from './format.ts'

test('sizes have three digits and a power of a thousand', () => {
  expect(
    ['0', '999', '1000', '1999', '9999', '10000', '123456789', '1200000000000'].map(BigInt).map(formatBytes),
  ).toEqual(['0 B', '999 B', '1.0 kB', '1.9 kB', '9.9 kB', '10 kB', '123 MB', '1.2 TB'])
})

test('a count of 64 bits is exact, where a number would round', () => {
  expect(formatCount(9_223_372_036_854_775_807n)).toBe('9,223,372,036,854,775,807')
})

test('a scaled size never says more than there is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 21n }), value => {
      const [, digits = '', unit = ''] = /^([\d.,]+) (\w+)$/.exec(formatBytes(value)) ?? []
      const power = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'].indexOf(unit)
      const tenths = BigInt(Math.round(Number(digits.replaceAll(',', '')) * 10))
      expect(tenths * 1_000n ** BigInt(power)).toBeLessThanOrEqual(value * 10n)
    }),
  )
})

test('signs are written for both directions and left out for none', () => {
  expect([1_100_000_000n, -9n, 0n].map(formatSignedBytes)).toEqual(['+1.1 GB', '−9 B', '0 B'])
  expect([12n, -1_200n, 0n].map(formatSignedCount)).toEqual(['+12', '−1,200', '0'])
})

test('short counts, ages and durations read as people say them', () => {
  expect([900n, 771_204n, 4_100_000_000n].map(formatShortCount)).toEqual(['900', '771 K', '4.1 B'])
  const now = Date.UTC(2026, 10, 20)
  expect([0, 120_000, 3 * 86_400_000, -7_200_000].map(ago => formatAge(now - ago, now))).toEqual([
    'just now',
    '2 min ago',
    '3 d ago',
    'in 2 h',
  ])
  expect([38, 1_400, 125_000].map(formatDuration)).toEqual(['38 ms', '1.4 s', '2:05 min'])
})
