import { expect, test } from 'vitest'
import { partitionParam, readFilter, readOrder } from './snapshot-filter.ts'

test('a filter comes back from its address, null values and odd names included', () => {
  const partition = { 'a b': null, dt: '2026-11-20', 'ü&=': '' }
  expect(readFilter({ part: partitionParam(partition) })).toEqual({ partition })
  expect(readFilter({ q: 'part-1', min: '1024', max: '9007199254740993' })).toEqual({
    path: 'part-1',
    sizeMin: 1024n,
    sizeMax: 9_007_199_254_740_993n,
  })
})

test('what an address says wrongly is left out', () => {
  for (const part of ['', '{', '[]', '{"a":1}', 'null', '{}']) expect(readFilter({ part })).toEqual({})
  expect(readFilter({ min: '-1', max: '1e3' })).toEqual({})
})

test('newest files come first, paths in their own order, unless the address says otherwise', () => {
  expect(readOrder({})).toEqual({ sort: 'added', descending: true })
  expect(readOrder({ sort: 'path' })).toEqual({ sort: 'path', descending: false })
  expect(readOrder({ sort: 'size', dir: 'asc' })).toEqual({ sort: 'size', descending: false })
  expect(readOrder({ sort: 'nonsense', dir: 'nonsense' })).toEqual({ sort: 'added', descending: false })
})
