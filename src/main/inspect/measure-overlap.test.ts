import { expect, test } from 'vitest'
import { DrawnFiles } from './drawn-files.ts'
import { type DrawnBounds, measureOverlap } from './measure-overlap.ts'

const FILES = 200_000

/** Every file holds `width` keys, and each begins one key after the one before. */
const bounds = (file: number, width: number): DrawnBounds => ({
  low: { kind: 'double', value: file },
  high: { kind: 'double', value: file + width - 1 },
})

async function drawnOverlap(width: number) {
  const drawn = new DrawnFiles(16)
  const slots: DrawnBounds[] = []
  for (let file = 0; file < FILES; file++) {
    const slot = drawn.next()
    if (slot !== undefined) slots[slot] = bounds(file, width)
  }
  return { overlap: await measureOverlap(slots, FILES), slots }
}

test('of all files the piles are exact', async () => {
  const files = Array.from({ length: 100 }, (_, file) => bounds(file, 5))
  expect(await measureOverlap(files, 100)).toEqual({ average: (1 + 2 + 3 + 4 + 96 * 5) / 100, worst: 5, drawn: null })
  expect(await measureOverlap([], 0)).toBeNull()
})

test('of more files than are looked at a draw tells how they overlap, and from the whole of them alike', async () => {
  const { overlap, slots } = await drawnOverlap(2_000)
  expect(overlap?.drawn).toBe(12_500)
  expect(overlap?.average).toBeGreaterThan(1_900)
  expect(overlap?.average).toBeLessThan(2_100)
  const early = slots.filter(({ low }) => low.kind === 'double' && low.value < FILES / 2).length
  expect(early / slots.length).toBeGreaterThan(0.48)
  expect(early / slots.length).toBeLessThan(0.52)
})

test('files that lie side by side are not taken for a pile because few were drawn', async () => {
  const { overlap } = await drawnOverlap(1)
  expect(overlap).toEqual({ average: 1, worst: null, drawn: 12_500 })
})
