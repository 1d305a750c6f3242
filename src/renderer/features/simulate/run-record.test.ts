import { expect, test } from 'vitest'
import type { Mark, Span } from '../../../shared/contract/simulation-results.ts'
import { RunRecord } from './run-record.ts'

function span(part: Partial<Span> & Pick<Span, 'kind' | 'atMs' | 'ms'>): Span {
  return { writer: 0, commit: 1, attempt: 1, believed: null, blockedBy: [], sql: null, lock: null, ...part }
}

function committed(writer: number, atMs: number, version: bigint): Mark {
  return { writer, atMs, kind: 'committed', commit: 1, attempt: 1, version, table: 0, text: '' }
}

test('a writer believes what it has read, from the end of its look until the next', () => {
  const record = new RunRecord(2, [3n], 1)
  record.add(
    [
      span({ kind: 'read', atMs: 10, ms: 5, believed: 3n }),
      span({ kind: 'commit', atMs: 15, ms: 5, believed: 3n }),
      span({ kind: 'read', atMs: 30, ms: 5, believed: 4n }),
    ],
    [],
  )
  const believed = (atMs: number) => record.standingAt(0, atMs).believed
  expect([5, 12, 15, 25, 32, 40].map(believed)).toEqual([null, null, 3n, 3n, 3n, 4n])
  expect(record.standingAt(0, 17).step?.kind).toBe('commit')
  expect(record.standingAt(0, 25).step).toBeUndefined()
  expect(record.standingAt(1, 25).believed).toBeNull()
})

test('a writer that is told of its commit knows the version, until it looks again', () => {
  const record = new RunRecord(1, [3n], 1)
  record.add(
    [
      span({ kind: 'commit', atMs: 15, ms: 5, believed: 3n }),
      span({ kind: 'read', atMs: 30, ms: 5, believed: 6n }),
      span({ kind: 'lock', atMs: 35, ms: 5, believed: 6n }),
    ],
    [committed(0, 21, 4n)],
  )
  expect([18, 21, 32, 36].map(atMs => record.standingAt(0, atMs).believed)).toEqual([3n, 4n, 4n, 6n])
})

test('the head is what the newest commit has made it, and the base before the first', () => {
  const record = new RunRecord(2, [3n], 1)
  record.add([], [committed(0, 20, 4n), committed(1, 40, 5n)])
  expect([10, 20, 39, 40].map(atMs => record.headAt(0, atMs))).toEqual([3n, 4n, 4n, 5n])
})

test('what comes in pieces is one course: waits lie over steps, and events stand in the order in which they ended', () => {
  const record = new RunRecord(2, [null], 1)
  record.add([span({ kind: 'lock', atMs: 0, ms: 30 }), span({ kind: 'wait', atMs: 5, ms: 20, blockedBy: [1] })], [])
  record.add([span({ kind: 'record', atMs: 30, ms: 1 })], [committed(0, 31, 1n)])
  expect(record.events.map(({ kind }) => kind)).toEqual(['wait', 'lock', 'record', 'committed'])
  expect(record.standingAt(0, 10)).toMatchObject({ step: { kind: 'lock' }, wait: { blockedBy: [1] } })
  expect(record.bounds.toMs).toBeGreaterThan(31)
})

test('the view of a run that goes on stays where it is until the run reaches its end, and then grows by a quarter', () => {
  const record = new RunRecord(1, [null], 1)
  const views = new Set<unknown>()
  for (let atMs = 100; atMs < 60_000; atMs += 50) {
    record.add([span({ kind: 'read', atMs, ms: 40 })], [])
    expect(record.horizon.toMs).toBeGreaterThanOrEqual(record.endMs)
    expect(record.horizon.fromMs).toBeLessThanOrEqual(100)
    views.add(record.horizon)
  }
  expect(views.size).toBeLessThan(30)
})
