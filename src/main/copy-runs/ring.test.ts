import { expect, test } from 'vitest'
import { Ring } from './ring.ts'

test('a ring keeps the newest items, oldest first', () => {
  const ring = new Ring<number>(3)
  expect(ring.toArray()).toEqual([])
  for (const item of [1, 2]) ring.add(item)
  expect(ring.toArray()).toEqual([1, 2])
  for (const item of [3, 4, 5]) ring.add(item)
  expect(ring.toArray()).toEqual([3, 4, 5])
})
