import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnHeight, type RowAlign, type RowGeometry, scrollTopFor, sightOf } from './row-geometry.ts'

const HEADER = 28
const geometries = fc.record({
  count: fc.integer({ min: 1, max: 20_000_000 }),
  rowHeight: fc.integer({ min: 20, max: 40 }),
  headerHeight: fc.constant(HEADER),
})
const aligns = fc.constantFrom<RowAlign>('start', 'center', 'auto')

test('a row that is scrolled to is in sight, however long the list and wherever the scroller stood', () => {
  fc.assert(
    fc.property(
      geometries,
      fc.integer({ min: 200, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      aligns,
      (geometry, clientHeight, where, place, align) => {
        const range = scrollRange(geometry, clientHeight)
        const index = Math.floor(place * (geometry.count - 1))
        const scrollTop = scrollTopFor({ clientHeight, scrollTop: where * range }, geometry, index, align)
        expect(scrollTop).toBeGreaterThanOrEqual(0)
        expect(scrollTop).toBeLessThanOrEqual(range + 0.001)
        const { first, last } = sightOf({ clientHeight, scrollTop }, geometry)
        expect(first).toBeLessThanOrEqual(index)
        expect(last).toBeGreaterThanOrEqual(index)
      },
    ),
  )
})

test('the two ends of the scroller are the first and the last row', () => {
  fc.assert(
    fc.property(geometries, fc.integer({ min: 200, max: 2_000 }), (geometry, clientHeight) => {
      expect(sightOf({ clientHeight, scrollTop: 0 }, geometry).first).toBe(0)
      const end = sightOf({ clientHeight, scrollTop: scrollRange(geometry, clientHeight) }, geometry)
      expect(end.last).toBe(geometry.count - 1)
    }),
  )
})

test('a row in sight is not moved by `auto`', () => {
  const geometry = { count: 1_000, rowHeight: 28, headerHeight: HEADER }
  expect(scrollTopFor({ clientHeight: 628, scrollTop: 280 }, geometry, 15, 'auto')).toBe(280)
})

test('an empty list shows nothing', () => {
  expect(sightOf({ clientHeight: 500, scrollTop: 0 }, { count: 0, rowHeight: 28, headerHeight: HEADER }).last).toBe(-1)
})

function scrollRange(geometry: RowGeometry, clientHeight: number): number {
  return Math.max(0, drawnHeight(geometry) - (clientHeight - HEADER))
}
