import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../test/eventually.ts'
import type { TaskInput } from '../../shared/contract/task-inputs.ts'
import type { Task, TaskProgress, TasksEvent } from '../../shared/contract/tasks.ts'
import { joinTasks } from './join-tasks.ts'
import { TaskFiles } from './task-files.ts'
import type { TaskWork } from './task-work.ts'
import { Tasks } from './tasks.ts'

const EXPORT: TaskInput = {
  kind: 'export',
  tableId: '0b9a4f0e-50a5-4d1c-8f6f-0d2f3c1b7a11',
  from: 2n ** 60n,
  to: 2n ** 60n + 1n,
  folder: '/tmp/x',
}
const PLAIN: TaskProgress = {
  phase: 'export',
  versions: 0,
  versionsTotal: 10,
  rows: 0,
  bytes: 0,
  durable: null,
  rowsPerSecond: null,
  bytesPerSecond: null,
  remainingMs: null,
  replay: null,
}
const DONE = { kind: 'exported', folder: '/x', from: 0n, to: 0n, files: 1, skipped: 0, bytes: 1 } as const

let folder: string
const open: Tasks[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-tasks-'))
})
afterEach(async () => {
  for (const tasks of open.splice(0)) await tasks.close()
  await rm(folder, { recursive: true, force: true })
})

async function openTasks(work: TaskWork<TaskInput>, place = 'here', heartbeatMs?: number): Promise<Tasks> {
  const tasks = await Tasks.open({
    folder,
    place,
    work,
    heartbeatMs,
    titleOf: async ({ kind }) => kind,
    failureOf: error => ({ kind: 'failed', message: String(error), sqlState: null, reference: null }),
    onProblem: error => {
      throw error
    },
  })
  open.push(tasks)
  return tasks
}

const inState = (tasks: Tasks, taskId: string, state: Task['state']) =>
  eventually(() => expect(tasks.get(taskId)?.state).toBe(state))

/** Counts to ten, a boundary before each number. */
function counting(counted: number[]): TaskWork<TaskInput> {
  return async (_, control) => {
    for (let versions = 1; versions <= 10; versions++) {
      try {
        await control.boundary()
      } catch {
        return { kind: 'cancelled', kept: null, message: `after ${counted.length}` }
      }
      counted.push(versions)
      control.report({ ...PLAIN, versions })
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    return DONE
  }
}

test('a task runs to its outcome and is kept, 64-bit numbers included', async () => {
  const tasks = await openTasks(counting([]))
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'done')
  await tasks.close()
  const again = await openTasks(counting([]))
  expect(again.get(taskId)).toMatchObject({ state: 'done', input: EXPORT, outcome: DONE, isResumable: false })
})

test('a pause holds the work at its next boundary, a step lets it do one, going on ends it', async () => {
  const counted: number[] = []
  const tasks = await openTasks(counting(counted))
  const { taskId } = await tasks.start(EXPORT)
  expect(await tasks.command(taskId, 'pause')).toMatchObject({ wish: 'pause' })
  await inState(tasks, taskId, 'paused')
  const held = counted.length
  expect(held).toBeLessThan(10)
  await tasks.command(taskId, 'step')
  await eventually(() => expect([tasks.get(taskId)?.state, counted.length]).toEqual(['paused', held + 1]))
  await tasks.command(taskId, 'resume')
  await inState(tasks, taskId, 'done')
  expect(counted).toHaveLength(10)
})

test('a cancelled task says what its work says, also while it is paused', async () => {
  const counted: number[] = []
  const tasks = await openTasks(counting(counted))
  const { taskId } = await tasks.start(EXPORT)
  await tasks.command(taskId, 'pause')
  await inState(tasks, taskId, 'paused')
  await tasks.command(taskId, 'cancel')
  await inState(tasks, taskId, 'cancelled')
  expect(tasks.get(taskId)).toMatchObject({ outcome: { message: `after ${counted.length}` }, isResumable: true })
  expect(await tasks.command(taskId, 'resume')).toMatchObject({ state: 'running', outcome: null })
  await inState(tasks, taskId, 'done')
})

test('a task that asks waits for an answer of the same kind and goes on with it', async () => {
  const tasks = await openTasks(async (_, control) => {
    const outcome = { kind: 'cancelled', step: 'lock' } as const
    const { choice } = await control.ask({ kind: 'conflict', version: 7n, outcome })
    return { kind: 'cancelled', kept: null, message: choice }
  })
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'asking')
  expect(tasks.get(taskId)?.question).toMatchObject({ kind: 'conflict', version: 7n })
  expect(tasks.answer(taskId, { kind: 'plan', plan: { mode: 'strict', batchVersions: 1, verify: true } })).toBe(false)
  expect(tasks.answer(taskId, { kind: 'conflict', choice: 'skip' })).toMatchObject({ taskId })
  await eventually(() => expect(tasks.get(taskId)?.outcome).toMatchObject({ message: 'skip' }))
})

test('what a work throws is a failure that can be tried again', async () => {
  let runs = 0
  const tasks = await openTasks(async () => {
    if (++runs === 1) throw new Error('the disk is full')
    return DONE
  })
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'failed')
  expect(tasks.get(taskId)).toMatchObject({ outcome: { message: 'Error: the disk is full' }, isResumable: true })
  await tasks.command(taskId, 'resume')
  await inState(tasks, taskId, 'done')
})

test('a program that closes interrupts its tasks; the next one can take them up, with what they remembered', async () => {
  const seen: bigint[] = []
  const work: TaskWork<TaskInput> = async (input, control) => {
    if (input.kind !== 'export') throw new Error('another input')
    seen.push(input.from)
    await control.remember({ ...input, from: input.from + 1n })
    if (seen.length > 1) return DONE
    for (;;) {
      await control.boundary()
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }
  const tasks = await openTasks(work)
  const { taskId } = await tasks.start(EXPORT)
  await eventually(() => expect(seen).toHaveLength(1))
  await tasks.close()
  const again = await openTasks(work)
  expect(again.get(taskId)).toMatchObject({ state: 'interrupted', isResumable: true })
  await again.command(taskId, 'resume')
  await inState(again, taskId, 'done')
  expect(seen).toEqual([EXPORT.from, EXPORT.from + 1n])
})

test('a task whose program was killed is interrupted; one that another program runs is left to it', async () => {
  const tasks = await openTasks(counting([]))
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'done')
  await tasks.close()
  const files = new TaskFiles(folder)
  const [record] = await files.readAll()
  if (!record) throw new Error('no record was kept')
  const owner = { instance: crypto.randomUUID(), pid: process.pid, seenAt: Date.now() }
  const elsewhere = crypto.randomUUID()
  await files.write({ ...record, state: 'running', owner: { ...owner, pid: 2 ** 22 + 1 } })
  await files.write({ ...record, taskId: elsewhere, state: 'running', owner })
  const again = await openTasks(counting([]))
  expect(again.get(taskId)).toMatchObject({ state: 'interrupted' })
  expect(again.get(elsewhere)).toMatchObject({ state: 'running', isElsewhere: true })
  expect(await again.command(elsewhere, 'cancel')).toBe(false)
  expect(await again.remove(elsewhere)).toBe(false)
})

test('what another program does with a task is seen here: taken up, ended, forgotten', async () => {
  const app = await openTasks(counting([]), 'here', 10)
  const { taskId } = await app.start(EXPORT)
  await app.command(taskId, 'cancel')
  await inState(app, taskId, 'cancelled')
  const go = Promise.withResolvers<void>()
  const command = await openTasks(async () => {
    await go.promise
    return DONE
  })
  // Until the file says so, the task runs elsewhere and cannot be taken up.
  await eventually(async () => expect(await command.command(taskId, 'resume')).toMatchObject({ state: 'running' }))
  await eventually(() => expect(app.get(taskId)).toMatchObject({ state: 'running', isElsewhere: true }))
  go.resolve()
  await eventually(() => expect(app.get(taskId)).toMatchObject({ state: 'done', isElsewhere: false }))
  expect(await command.remove(taskId)).toBe(true)
  await eventually(() => expect(app.get(taskId)).toBeUndefined())
  const { taskId: another } = await command.start(EXPORT)
  await eventually(() => expect(app.get(another)?.state).toBe('done'))
})

test('two changes of a task at the same moment of the file system’s clock are both seen', async () => {
  const tasks = await openTasks(counting([]))
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'done')
  await tasks.close()
  const [writer, reader] = [new TaskFiles(folder), new TaskFiles(folder)]
  const [record] = await writer.readAll()
  if (!record) throw new Error('no record was kept')
  const moment = new Date(1_760_000_000_000)
  for (const state of ['running', 'done'] as const) {
    await writer.write({ ...record, state })
    await utimes(join(folder, `${taskId}.json`), moment, moment)
    expect((await reader.readNews()).changed.map(changed => changed.state)).toEqual([state])
  }
  expect((await reader.readNews()).changed).toEqual([])
})

test('the breakpoints of a replay change while it runs, and are those of its next run', async () => {
  const source = { kind: 'log', path: '/x' } as const
  const options = { timestamps: 'keep', dropCommitInfo: false, onConflict: 'stop', dryRun: true, step: true } as const
  const input: TaskInput = {
    kind: 'replay',
    source,
    target: { kind: 'new', name: 'copy' },
    options: { ...options, breakpoints: [{ kind: 'schema' }] },
  }
  const seen: unknown[] = []
  const tasks = await openTasks(async (given, control) => {
    await control.boundary()
    seen.push(given.kind === 'replay' && (control.breakpoints ?? given.options.breakpoints))
    return { kind: 'cancelled', kept: null, message: '' }
  })
  const { taskId } = await tasks.start(input)
  await inState(tasks, taskId, 'paused')
  const changed = await tasks.setBreakpoints(taskId, [{ kind: 'protocol' }])
  expect(changed).toMatchObject({ input: { options: { breakpoints: [{ kind: 'protocol' }] } } })
  await tasks.command(taskId, 'resume')
  await inState(tasks, taskId, 'cancelled')
  expect(await tasks.setBreakpoints(taskId, [])).toBe(false)
  await tasks.command(taskId, 'resume')
  await tasks.command(taskId, 'resume')
  await eventually(() => expect(seen).toEqual([[{ kind: 'protocol' }], [{ kind: 'protocol' }]]))
})

test('tasks of another database and files that are none are left alone', async () => {
  const tasks = await openTasks(counting([]))
  const { taskId } = await tasks.start(EXPORT)
  await inState(tasks, taskId, 'done')
  await tasks.close()
  await writeFile(join(folder, `${crypto.randomUUID()}.json`), '{"taskId":')
  expect((await openTasks(counting([]), 'there')).list()).toEqual([])
  expect(await readdir(folder)).toHaveLength(2)
})

test('a watch begins with every task and goes on with those that changed; a forgotten task is told', async () => {
  const tasks = await openTasks(counting([]))
  const leave = new AbortController()
  const events = tasks.watch(leave.signal)
  expect((await events.next()).value).toEqual({ tasks: [], removed: [] })
  const { taskId } = await tasks.start(EXPORT)
  let joined: TasksEvent = { tasks: [], removed: [] }
  while (joined.tasks[0]?.state !== 'done') joined = joinTasks(joined, (await events.next()).value)
  expect(await tasks.remove(taskId)).toBe(true)
  joined = joinTasks(joined, (await events.next()).value)
  expect(joined).toMatchObject({ tasks: [], removed: [taskId] })
  leave.abort()
  await expect(events.next()).rejects.toThrow()
})
