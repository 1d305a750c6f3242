import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ActivityLog, type NewActivity } from './activity-log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-activity-'))
})
afterEach(() => rm(folder, { recursive: true }))

function logAt(place: string, actor: 'app' | 'command' = 'app'): ActivityLog {
  const onProblem = (error: unknown) => {
    throw error
  }
  return new ActivityLog({ folder, place, actor, onProblem })
}

function entry(changes: Partial<NewActivity> = {}): NewActivity {
  return {
    tookMs: 12,
    kind: 'commit',
    tableId: null,
    tableName: 'orders',
    version: 9_007_199_254_740_993n,
    commitId: null,
    operation: 'WRITE',
    outcome: 'committed',
    summary: 'Committed.',
    ...changes,
  }
}

test('what app and command did is told newest first, for this log alone, page by page', async () => {
  await logAt('here').record(entry({ summary: 'one' }))
  await logAt('here', 'command').record(entry({ summary: 'two' }))
  await logAt('elsewhere').record(entry({ summary: 'not ours' }))
  await logAt('here').record(entry({ summary: 'three' }))
  const first = await logAt('here').list({ limit: 2 })
  expect(first.activities.map(({ summary }) => summary)).toEqual(['three', 'two'])
  expect(first.hasMore).toBe(true)
  const rest = await logAt('here').list({ limit: 2, before: first.activities[1]?.activityId })
  expect(rest).toMatchObject({ activities: [{ summary: 'one', version: 9_007_199_254_740_993n }], hasMore: false })
})

test('it is searched by table, version and kind; a line that was cut off hides no other', async () => {
  const log = logAt('here')
  await log.record(entry({ tableName: 'people', kind: 'dry-run' }))
  await appendFile(join(folder, 'activity.jsonl'), '{"place":"here","acti\n')
  await log.record(entry({ version: 7n }))
  const found = async (request: { search?: string; kind?: 'dry-run' }) =>
    (await log.list({ ...request, limit: 10 })).activities.map(({ tableName }) => tableName)
  expect(await found({ search: 'PEOP' })).toEqual(['people'])
  expect(await found({ search: 'v7' })).toEqual(['orders'])
  expect(await found({ kind: 'dry-run' })).toEqual(['people'])
  expect(await found({})).toEqual(['orders', 'people'])
})

test('a full file is put aside and its entries are still found', async () => {
  const log = logAt('here')
  await log.record(entry({ summary: 'first' }))
  await log.record(entry({ summary: 'x'.repeat(4 * 1024 * 1024) }))
  await log.record(entry({ summary: 'last' }))
  expect(await readdir(folder)).toHaveLength(2)
  const { activities } = await log.list({ limit: 10 })
  expect(activities.map(({ summary }) => summary.slice(0, 5))).toEqual(['last', 'xxxxx', 'first'])
})
