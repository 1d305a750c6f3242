import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ActivityLog, type NewActivity } from './activity-log.ts'
import { readCommitTimings } from './commit-timings.ts'

const ORDERS = '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11'
const PEOPLE = '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a12'
let folder: string
let log: ActivityLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-timings-'))
  const onProblem = (error: unknown) => {
    throw error
  }
  log = new ActivityLog({ folder, place: 'here', actor: 'app', onProblem })
})
afterEach(() => rm(folder, { recursive: true }))

const attempt = (changes: Partial<NewActivity>) =>
  log.record({
    ...{ tookMs: 10, kind: 'commit', tableId: ORDERS, tableName: 'orders', version: 1n, commitId: null },
    ...{ operation: 'WRITE', outcome: 'committed', summary: 'Committed.', ...changes },
  })

test('percentiles are times that were measured, of each step over the attempts that reached it', async () => {
  for (let spent = 1; spent <= 100; spent++) {
    const timings = spent > 90 ? { lock: spent } : { lock: spent, commit: 2 * spent }
    await attempt({ tookMs: 3 * spent, timings, outcome: spent > 90 ? 'timeout' : 'committed' })
  }
  const { whole, steps, outcomes, since } = await readCommitTimings(log, {})
  expect(whole).toEqual({ attempts: 100, p50Ms: 150, p95Ms: 285, p99Ms: 297, maxMs: 300 })
  expect(steps).toEqual([
    { step: 'lock', attempts: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 },
    { step: 'commit', attempts: 90, p50Ms: 90, p95Ms: 172, p99Ms: 180, maxMs: 180 },
  ])
  expect(outcomes).toEqual({ committed: 90, timeout: 10 })
  expect(since).not.toBeNull()
})

test('a table has its own; dry runs and attempts without steps do not count', async () => {
  await attempt({ timings: { lock: 1 } })
  await attempt({ timings: { lock: 7 }, tableId: PEOPLE })
  await attempt({ timings: { lock: 9 }, kind: 'dry-run' })
  await attempt({ outcome: 'failed' })
  expect((await readCommitTimings(log, { tableId: PEOPLE })).steps).toMatchObject([{ step: 'lock', p50Ms: 7 }])
  expect((await readCommitTimings(log, {})).whole.attempts).toBe(2)
})

test('where nothing was committed yet there is nothing to tell', async () => {
  expect(await readCommitTimings(log, {})).toMatchObject({ since: null, steps: [], whole: { attempts: 0 } })
})
