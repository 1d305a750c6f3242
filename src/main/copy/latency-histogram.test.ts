import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

test('a percentile is within 5 % of the exact one', () => {
  const durations = fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (all, share) => {
      const histogram = new LatencyHistogram()
      for (const ms of all) histogram.add(ms)
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(share * all.length)) - 1] ?? 0
      const told = histogram.percentileMs(share) ?? 0
      expect(Math.abs(told - exact) / exact).toBeLessThan(0.05)
    }),
  )
})

test('two histograms put together tell what one of all would', () => {
  const [first, second, all] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()]
  for (const ms of [1, 2, 3]) first.add(ms)
  for (const ms of [40, 50]) second.add(ms)
  for (const ms of [1, 2, 3, 40, 50]) all.add(ms)
  first.addAll(second)
  expect(first.count).toBe(5)
  expect(first.percentileMs(0.95)).toBe(all.percentileMs(0.95))
})

test('without durations there is no percentile', () => {
  expect(new LatencyHistogram().percentileMs(0.5)).toBeUndefined()
})
