import fc from 'fast-check'
import { expect, test } from 'vitest'
import { squarify } from './squarify.ts'

const AREA = { width: 640, height: 200 }

test('tiles fill the area in proportion to their weights and never overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 60 }), weights => {
      const tiles = squarify(weights, weight => weight, AREA)
      const total = weights.reduce((a, b) => a + b, 0)
      expect(tiles).toHaveLength(weights.filter(weight => weight > 0).length)
      for (const { item, x, y, width, height } of tiles) {
        expect(width * height).toBeCloseTo((item / total) * AREA.width * AREA.height, 3)
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-6)
        expect(x + width).toBeLessThanOrEqual(AREA.width + 1e-6)
        expect(y + height).toBeLessThanOrEqual(AREA.height + 1e-6)
      }
      for (const [index, a] of tiles.entries()) {
        for (const b of tiles.slice(index + 1)) {
          const overlapX = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
          const overlapY = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
          expect(Math.min(overlapX, overlapY)).toBeLessThan(1e-6)
        }
      }
    }),
    { seed: 20_261_120 },
  )
})

test('equal weights make squares where the area allows it', () => {
  const tiles = squarify([1, 1, 1, 1], weight => weight, { width: 100, height: 100 })
  for (const { width, height } of tiles) expect(width).toBeCloseTo(height)
})
