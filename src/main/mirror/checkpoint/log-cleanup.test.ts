import { expect, test } from 'vitest'
import { offerCleanup } from './log-cleanup.ts'

const DAY = 86_400_000n
const versions = [0n, 1n, 2n, 3n, 4n]
const commits = versions.map(version => ({ version, file: `${version}.json` }))
const checkpoint = (version: bigint, fault?: string) => ({
  version,
  kind: 'classic' as const,
  files: [`${version}.checkpoint.parquet`],
  parts: 1,
  fault,
})
const listing = {
  commits,
  checkpoints: [checkpoint(3n), checkpoint(2n, 'torn'), checkpoint(1n)],
  checksums: [{ version: 0n, file: '0.crc' }],
  compacted: [{ start: 0n, end: 2n, file: '0.2.compacted.json' }],
}
/** Version n was committed on day n. */
const times = new Map(versions.map(version => [version, version * DAY]))
const table = { configuration: new Map([['delta.logRetentionDuration', 'interval 2 days']]) }

test('nothing is offered without a whole checkpoint that has expired', () => {
  expect(offerCleanup(table, listing, times, 2n * DAY)).toEqual({ from: undefined, candidates: [] })
  expect(offerCleanup(table, { ...listing, checkpoints: [] }, times, 100n * DAY).candidates).toEqual([])
})

test('what lies before the newest expired checkpoint is offered, and its own commit is kept', () => {
  const { from, candidates } = offerCleanup(table, listing, times, 5n * DAY + 1n)
  expect(from).toBe(3n)
  expect(candidates.map(({ file }) => file)).toEqual([
    '0.json',
    '1.json',
    '2.json',
    '0.crc',
    '2.checkpoint.parquet',
    '1.checkpoint.parquet',
    '0.2.compacted.json',
  ])
})

test('a torn checkpoint is none to begin with', () => {
  const { from, candidates } = offerCleanup(table, listing, times, 4n * DAY + 5n)
  expect(from).toBe(1n)
  expect(candidates.map(({ file }) => file)).toEqual(['0.json', '0.crc', '0.2.compacted.json'])
})
