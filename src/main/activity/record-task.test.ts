import { expect, test } from 'vitest'
import type { Task, TaskOutcome } from '../../shared/contract/tasks.ts'
import type { NewActivity } from './activity-log.ts'
import { recordTask } from './record-task.ts'

const TABLE_ID = '0d6f8f8e-6f55-4c1e-9d2b-111111111111'

async function recorded(outcome: TaskOutcome | null, endedAt: number | null = 2_500): Promise<NewActivity | undefined> {
  const task: Task = {
    taskId: '0d6f8f8e-6f55-4c1e-9d2b-222222222222',
    title: 'Make a sample table',
    input: { kind: 'sample', seed: 1 },
    state: 'done',
    ...{ wish: null, isResumable: false, isElsewhere: false, createdAt: 1_000, startedAt: 1_000, endedAt },
    ...{ progress: null, question: null, outcome },
  }
  let entry: NewActivity | undefined
  const record = async (told: NewActivity) => {
    entry = told
  }
  await recordTask({ record }, task)
  return entry
}

test('a task stands in the activity with its beginning and with its end: table, version and time', async () => {
  expect(await recorded(null, null)).toMatchObject({ outcome: 'started', tookMs: 0 })
  const made = { kind: 'made', tableId: TABLE_ID, name: 'orders', head: 4n, actions: 9 } as const
  expect(await recorded(made)).toMatchObject({
    ...{ kind: 'task', outcome: 'done', tookMs: 1_500, tableId: TABLE_ID, tableName: 'orders', version: 4n },
    summary: 'Make a sample table: orders was made, up to v4.',
  })
})

test('an end that was not wanted is told as such, with what stays of the table', async () => {
  const kept = { tableId: TABLE_ID, name: 'orders', head: 2n }
  expect(await recorded({ kind: 'cancelled', kept, message: 'Cancelled at v2.' })).toMatchObject({
    ...{ outcome: 'cancelled', version: 2n, tableName: 'orders' },
  })
  const failed = { kind: 'failed', message: 'The disk is full', sqlState: null, reference: null } as const
  expect(await recorded(failed)).toMatchObject({ outcome: 'failed', tableId: null })
  expect(await recorded(null)).toMatchObject({ outcome: 'interrupted' })
})
