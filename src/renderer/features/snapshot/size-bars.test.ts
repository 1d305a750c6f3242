import { expect, test } from 'vitest'
import type { FileSizes } from '../../../shared/contract/snapshots.ts'
import { formatBinary, selectedBars, sizeBars } from './size-bars.ts'

const sizes = (...buckets: FileSizes['buckets']): FileSizes => ({
  totals: { files: 0, bytes: 0n, rows: null, withoutRecords: 0, withVector: 0, deletedRows: 0n },
  smallest: null,
  largest: null,
  buckets,
})

test('between the smallest and the largest file no power of two is left out', () => {
  const bars = sizeBars(sizes({ from: 0n, files: 1, bytes: 0n }, { from: 4n, files: 3, bytes: 15n }))
  expect(bars.map(({ from, to, files }) => [from, to, files])).toEqual([
    [0n, 1n, 1],
    [1n, 2n, 0],
    [2n, 4n, 0],
    [4n, 8n, 3],
  ])
  expect(sizeBars(sizes())).toEqual([])
})

test('a filter selects the bars that lie wholly inside it', () => {
  const bars = sizeBars(sizes({ from: 1n, files: 1, bytes: 1n }, { from: 16n, files: 1, bytes: 16n }))
  expect(selectedBars(bars, { sizeMin: 2n, sizeMax: 8n })).toEqual({ from: 1, to: 2 })
  expect(selectedBars(bars, { sizeMin: 4n })).toEqual({ from: 2, to: 4 })
  expect(selectedBars(bars, { sizeMin: 5n, sizeMax: 7n })).toBeUndefined()
  expect(selectedBars(bars, {})).toBeUndefined()
})

test('powers of two are whole in binary units', () => {
  expect([0n, 512n, 1024n, 134_217_728n, 2n ** 40n].map(formatBinary)).toEqual([
    '0 B',
    '512 B',
    '1 KiB',
    '128 MiB',
    '1 TiB',
  ])
})
