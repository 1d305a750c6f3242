import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { add, commitInfo, creation, newTable } from '../../test/drafts.ts'
import { type ImportInput, replayOptionsSchema, type TaskInput } from '../shared/contract/task-inputs.ts'
import { commitFileName } from '../shared/delta/log-names.ts'
import { ActivityLog } from './activity/activity-log.ts'
import { CopyRuns } from './copy-runs/copy-runs.ts'
import { doTask } from './do-task.ts'
import { readTableName } from './postgres/table-name.ts'
import { plainControl } from './tasks/task-work.ts'
import { watchTasks } from './watch-tasks.ts'

const database = useDatabase()
const VERSIONS = 12
const FILES = 2_000

describe('an import', () => {
  let folder: string
  let runs: CopyRuns
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deltadesk-import-'))
    await mkdir(join(folder, '_delta_log'))
    for (let version = 0n; version < VERSIONS; version++) {
      const files = Array.from({ length: FILES }, (_, index) => add(`part-${version}-${index}.parquet`))
      const lines = version === 0n ? creation() : [commitInfo, ...files]
      const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
      await writeFile(join(folder, '_delta_log', commitFileName(version)), text)
    }
    runs = await CopyRuns.open({ database, folder: undefined, onProblem: () => {} })
  })
  afterAll(async () => {
    await runs.close()
    await rm(folder, { recursive: true })
  })

  const inputOf = (name: string): ImportInput => ({
    kind: 'import',
    path: folder,
    plan: { name, mode: 'strict', batchVersions: 3, verify: false },
  })
  const taskOf = (input: ImportInput) =>
    doTask(database, { watch: watchTasks(database, runs) })(
      input,
      plainControl(crypto.randomUUID(), new AbortController().signal),
    )

  test('is one run, however many transactions it takes', async () => {
    expect(await taskOf(inputOf('whole'))).toMatchObject({ kind: 'imported', head: BigInt(VERSIONS - 1) })
    const [run] = runs.list()
    expect(run).toMatchObject({ subject: { kind: 'import', table: 'whole' }, state: 'finished' })
    expect(run?.rows).toBe((VERSIONS - 1) * FILES)
    expect(runs.get(run?.runId ?? '')?.streams).toMatchObject([{ table: 'dl_add_files', rows: run?.rows }])
    expect(runs.get(run?.runId ?? '')?.streams[0]?.copies).toBeGreaterThan(1)
  })

  test('that is cancelled by its run stops at once and says what stays', async () => {
    const importing = taskOf(inputOf('parted'))
    const current = () => runs.list().find(({ subject }) => subject.kind === 'import' && subject.table === 'parted')
    while ((current()?.rows ?? 0) < 4 * FILES) await new Promise(resolve => setImmediate(resolve))
    const answer = await runs.cancel(current()?.runId ?? '')
    expect(answer).toMatchObject({ kind: 'ended', state: 'cancelled', cancel: { outcome: 'rolled-back' } })
    const outcome = await importing
    if (outcome.kind !== 'cancelled' || outcome.kept === null) throw new Error(JSON.stringify(outcome.kind))
    expect(runs.get(current()?.runId ?? '')?.kept).toBe(`Versions up to ${outcome.kept.head} of parted stay.`)
    const { rows } = await database.pool.query<{ head: bigint }>(
      "select current_version as head from dl_tables where name = 'parted'",
    )
    expect(rows[0]?.head).toBe(outcome.kept.head)
  })
})

describe('other tasks', () => {
  let folder: string
  let runs: CopyRuns
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deltadesk-tasks-'))
    runs = await CopyRuns.open({ database, folder: undefined, onProblem: () => {} })
  })
  afterAll(async () => {
    await runs.close()
    await rm(folder, { recursive: true })
  })
  const done = (input: TaskInput, signal = new AbortController().signal) => {
    const activity = new ActivityLog({ folder, place: 'here', actor: 'app', onProblem: () => {} })
    const tools = { watch: watchTasks(database, runs), spoolFolder: folder, activity }
    return doTask(database, tools)(input, plainControl(crypto.randomUUID(), signal))
  }

  test('a file of actions is tried and committed by a task whose COPY is a run; a replay of it is one, too', async () => {
    const tableId = await newTable(database)
    const tableName = (await readTableName(database, tableId)) ?? ''
    const path = join(folder, 'actions.json')
    const lines = [...creation(), ...Array.from({ length: 400 }, (_, index) => add(`part-${index}`))]
    await writeFile(path, lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    const commit = {
      kind: 'commit',
      tableId,
      tableName,
      path,
      commitId: crypto.randomUUID(),
      expectedVersion: 0n,
    } as const
    expect(await done({ ...commit, dryRun: true })).toMatchObject({ kind: 'committed', dryRun: true, filesAfter: 400n })
    expect(await done({ ...commit, dryRun: false })).toMatchObject({ kind: 'committed', version: 0n, found: false })
    expect(await done({ ...commit, dryRun: false })).toMatchObject({ kind: 'committed', found: true })
    const late = { ...commit, commitId: crypto.randomUUID(), dryRun: false }
    expect(await done(late)).toMatchObject({ kind: 'stopped', outcome: { kind: 'version-conflict' }, head: 0n })
    await writeFile(path, 'no json')
    expect(await done({ ...late, expectedVersion: 1n })).toMatchObject({ kind: 'refused', problems: [{ line: 1 }] })
    const [rehearsed, made] = (await readFile(join(folder, 'activity.jsonl'), 'utf8')).split('\n')
    const { operation } = Object(creation()[0]).commitInfo
    expect([rehearsed, made].map(line => JSON.parse(line ?? ''))).toMatchObject([
      { kind: 'dry-run', operation },
      { kind: 'commit', operation },
    ])
    const source = { kind: 'table', tableId, from: 0n, to: 0n } as const
    const options = replayOptionsSchema.parse({})
    const target = { kind: 'new', name: 'replayed' } as const
    expect(await done({ kind: 'replay', source, target, options })).toMatchObject({ kind: 'replayed', committed: 1 })
    expect(runs.list().map(({ subject, state }) => [subject.kind, state])).toEqual([
      ['replay', 'finished'],
      ['commit', 'finished'],
      ['dry-run', 'rehearsed'],
    ])
  })
})
