import { describe, expect, test } from 'vitest'
import type { Metadata } from './actions.ts'
import { commitTimes, inCommitTimeStart, nextTime, type TimedCommit, versionAt } from './commit-time.ts'

function metadata(configuration: Record<string, string>): Metadata {
  return {
    kind: 'metaData',
    id: 'i',
    format: { provider: 'parquet', options: new Map() },
    schemaString: '',
    partitionColumns: [],
    configuration: new Map(Object.entries(configuration)),
  }
}

const ENABLED = { 'delta.enableInCommitTimestamps': 'true' }
const SINCE_2 = {
  ...ENABLED,
  'delta.inCommitTimestampEnablementVersion': '2',
  'delta.inCommitTimestampEnablementTimestamp': '500',
}

function commits(...times: [fileTime: bigint, own?: bigint][]): TimedCommit[] {
  return times.map(([fileTime, inCommitTimestamp], version) => {
    return { version: BigInt(version), fileTime, commitInfo: { kind: 'commitInfo', text: '{}', inCommitTimestamp } }
  })
}

describe('inCommitTimeStart', () => {
  test('a table without the property keeps none', () => {
    expect(inCommitTimeStart(undefined)).toBeUndefined()
    expect(inCommitTimeStart(metadata({}))).toBeUndefined()
    expect(inCommitTimeStart(metadata({ ...SINCE_2, 'delta.enableInCommitTimestamps': 'false' }))).toBeUndefined()
  })

  test('a table made with it keeps them from the start', () => {
    expect(inCommitTimeStart(metadata(ENABLED))).toEqual({ version: 0n })
  })

  test('a table that got it later names the version and its time', () => {
    expect(inCommitTimeStart(metadata(SINCE_2))).toEqual({ version: 2n, time: 500n })
  })
})

describe('commitTimes', () => {
  const times = (...args: Parameters<typeof commitTimes>) => commitTimes(...args).map(({ time }) => time)

  test('file times strictly increase', () => {
    expect(times(commits([100n], [100n], [50n], [103n], [102n], [200n]), undefined)).toEqual([
      100n,
      101n,
      102n,
      103n,
      104n,
      200n,
    ])
  })

  test('in-commit timestamps are not looked at unless the table keeps them', () => {
    expect(times(commits([100n, 7n]), undefined)).toEqual([100n])
  })

  test('in-commit timestamps count as written from their start on', () => {
    const all = commitTimes(commits([100n, 1n], [90n, 1n], [9n, 500n], [9n, 501n]), { version: 2n, time: 500n })
    expect(all).toEqual([
      { version: 0n, time: 100n, source: 'file' },
      { version: 1n, time: 101n, source: 'file' },
      { version: 2n, time: 500n, source: 'in-commit' },
      { version: 3n, time: 501n, source: 'in-commit' },
    ])
  })

  test('a commit that lacks its timestamp falls back to the file, after its predecessor', () => {
    expect(times(commits([9n, 500n], [9n], [9n, 502n]), { version: 0n })).toEqual([500n, 501n, 502n])
  })

  test('the next time is the clock, or one later than the last', () => {
    expect([nextTime(undefined, 5n), nextTime(4n, 5n), nextTime(5n, 5n), nextTime(9n, 5n)]).toEqual([5n, 5n, 6n, 10n])
  })
})

describe('versionAt', () => {
  test('finds the last version not later than a time', () => {
    const times = commitTimes(commits([100n], [200n], [300n]), undefined)
    expect([99n, 100n, 250n, 300n, 900n].map(time => versionAt(times, time, undefined))).toEqual([
      undefined,
      0n,
      1n,
      2n,
      2n,
    ])
  })

  test('looks on the side of the start of in-commit timestamps that the time is on', () => {
    const start = { version: 2n, time: 500n }
    const times = commitTimes(commits([400n], [600n], [9n, 500n], [9n, 501n]), start)
    expect([399n, 450n, 499n, 500n, 600n].map(time => versionAt(times, time, start))).toEqual([
      undefined,
      0n,
      0n,
      2n,
      3n,
    ])
  })

  test('a table made with in-commit timestamps has no other side', () => {
    const start = { version: 0n }
    const times = commitTimes(commits([1n, 100n], [2n, 200n]), start)
    expect([50n, 150n].map(time => versionAt(times, time, start))).toEqual([undefined, 0n])
  })
})
