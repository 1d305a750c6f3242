import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pan, readWindow, showing, type TimeView, zoom } from './time-view.ts'

const BOUNDS = { fromMs: 1_000_000, toMs: 9_000_000 }
const view = fc
  .tuple(fc.integer({ min: 1_000_000, max: 8_000_000 }), fc.integer({ min: 20, max: 1_000_000 }))
  .map(([fromMs, length]): TimeView => ({ fromMs, toMs: fromMs + length }))
const isWithin = ({ fromMs, toMs }: TimeView) => fromMs >= BOUNDS.fromMs && toMs <= BOUNDS.toMs + 1e-6 && fromMs < toMs

describe('a view of time', () => {
  test('stays within its bounds wherever it is moved', () => {
    fc.assert(
      fc.property(view, fc.double({ min: -9, max: 9, noNaN: true }), (start, share) => {
        const moved = pan(start, BOUNDS, share)
        expect(isWithin(moved)).toBe(true)
        expect(moved.toMs - moved.fromMs).toBeCloseTo(start.toMs - start.fromMs, 3)
      }),
    )
  })

  test('keeps the moment under the pointer where it is while it is zoomed, unless that leads out of bounds', () => {
    const zoomed = zoom({ fromMs: 4_000_000, toMs: 5_000_000 }, BOUNDS, 0.5, 4_250_000)
    expect(zoomed).toEqual({ fromMs: 4_125_000, toMs: 4_625_000 })
    expect(zoom({ fromMs: 1_000_000, toMs: 2_000_000 }, BOUNDS, 100, 1_500_000)).toEqual(BOUNDS)
    fc.assert(
      fc.property(view, fc.double({ min: 0.01, max: 50, noNaN: true }), (start, factor) => {
        expect(isWithin(zoom(start, BOUNDS, factor, start.fromMs))).toBe(true)
      }),
    )
  })

  test('moves to a moment that it does not show, and not for one that it does', () => {
    const start = { fromMs: 4_000_000, toMs: 5_000_000 }
    expect(showing(start, BOUNDS, 4_100_000)).toBe(start)
    expect(showing(start, BOUNDS, 7_000_000)).toEqual({ fromMs: 6_500_000, toMs: 7_500_000 })
    expect(showing(start, BOUNDS, 1_000_000)).toEqual({ fromMs: 1_000_000, toMs: 2_000_000 })
  })

  test('lies within what is read for it, and a small move reads nothing new', () => {
    fc.assert(
      fc.property(view, start => {
        const read = readWindow(start, BOUNDS)
        expect(read.fromMs <= start.fromMs && read.toMs >= start.toMs).toBe(true)
      }),
    )
    const start = { fromMs: 4_100_000, toMs: 4_200_000 }
    expect(readWindow(pan(start, BOUNDS, 0.02), BOUNDS)).toEqual(readWindow(start, BOUNDS))
  })
})
