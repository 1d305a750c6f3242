import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, draftOf } from '../../../test/drafts.ts'
import { generatedCommit, writeGeneratedLog } from '../../../test/generated-log.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { runKilledImport } from '../../../test/import-killed.ts'
import { tableContent } from '../../../test/table-content.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { commit } from '../log/commit.ts'
import { openDatabase } from '../postgres/connection.ts'
import { startEmbeddedServer } from '../postgres/embedded/embedded-server.ts'
import { findPostmaster } from '../postgres/embedded/postmaster.ts'
import { prepareServerHome } from '../postgres/embedded/server-home.ts'
import { findTableByName } from '../postgres/import-mark.ts'
import { migrate } from '../postgres/migrate.ts'

const COMMITS = 200
const BATCH = 10
const database = useDatabase()
let home: string
let log: string
let expected: unknown

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-resume-'))
  await chmod(home, 0o755)
  log = await writeGeneratedLog(join(home, 'events'), { commits: COMMITS, addsPerCommit: 20, removesPerCommit: 7 })
  const whole = expectImported(await runImport(database, log, { plan: { name: 'whole', batchVersions: BATCH } }))
  expect(whole).toMatchObject({ versions: COMMITS, verification: { head: 'same', differences: [] } })
  expected = await tableContent(database, whole.tableId)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const plan = (name: string) => ({ name, batchVersions: BATCH })

function kept(outcome: TaskOutcome): { tableId: string; head: bigint } {
  if (outcome.kind !== 'cancelled' || outcome.kept === null) throw new Error(`ended as ${outcome.kind}`)
  return outcome.kept
}

/** Runs an import and cancels it when so many batches are in the database. */
async function cancelled(name: string | undefined, taskId: string, batches: number): Promise<TaskOutcome> {
  const stop = new AbortController()
  return runImport(database, log, {
    plan: { ...(name !== undefined && { name }), batchVersions: BATCH },
    taskId,
    signal: stop.signal,
    beforeBatch: batch => {
      if (batch > batches) stop.abort()
    },
  })
}

describe('an import that is cancelled', () => {
  test('says truly what stays, is closed to every writer, and ends as an uninterrupted one when it is taken up', async () => {
    const taskId = randomUUID()
    const { tableId, head } = kept(await cancelled('resumed', taskId, 6))
    expect(head).toBe(BigInt(6 * BATCH - 1))
    expect(await findTableByName(database, 'resumed')).toMatchObject({ head, mark: { state: 'running' } })
    const draft = draftOf(tableId, head + 1n, [commitInfo, add('mine')])
    expect(await commit(database, draft)).toMatchObject({ kind: 'invalid', issues: [{ rule: 'table.importing' }] })
    const outcome = expectImported(await runImport(database, log, { plan: plan('resumed'), taskId }))
    expect(outcome).toMatchObject({
      tableId,
      skipped: Number(head) + 1,
      verification: { head: 'same', differences: [] },
    })
    expect(await tableContent(database, tableId)).toEqual(expected)
    const next = draftOf(tableId, BigInt(COMMITS), [commitInfo, add('mine', { partitionValues: { day: '1' } })])
    expect(await commit(database, next)).toMatchObject({ kind: 'committed' })
  })

  test('before its first batch leaves nothing', async () => {
    const outcome = await runImport(database, log, { plan: plan('never'), signal: AbortSignal.abort() }).catch(
      error => error,
    )
    expect(outcome).not.toMatchObject({ kind: 'imported' })
    expect(await findTableByName(database, 'never')).toBeUndefined()
  })

  test('without a name is found again by its task', async () => {
    const taskId = randomUUID()
    const { tableId } = kept(await cancelled(undefined, taskId, 2))
    const options = { taskId, plan: { batchVersions: BATCH } }
    expect(expectImported(await runImport(database, log, options)).tableId).toBe(tableId)
  })
})

describe('an import that runs again', () => {
  test('writes nothing where everything is there, and what is new where the log has grown', async () => {
    const folder = await writeGeneratedLog(join(home, 'growing'), { commits: 20, addsPerCommit: 3 })
    const first = expectImported(await runImport(database, folder, { plan: { name: 'growing' } }))
    expect(await runImport(database, folder, { plan: { name: 'growing' } })).toMatchObject({
      kind: 'imported',
      versions: 0,
      skipped: 20,
    })
    const next = generatedCommit(20, { commits: 21, addsPerCommit: 3 })
    await writeFile(join(folder, '_delta_log', commitFileName(20n)), next)
    expect(await runImport(database, folder, { plan: { name: 'growing' } })).toMatchObject({
      kind: 'imported',
      tableId: first.tableId,
      versions: 1,
      skipped: 20,
      head: 20n,
    })
  })

  test('stops with the difference where a version has other bytes, and changes nothing', async () => {
    const folder = await writeGeneratedLog(join(home, 'rewritten'), { commits: 5, addsPerCommit: 3 })
    const { tableId } = expectImported(await runImport(database, folder, { plan: { name: 'rewritten' } }))
    const before = await tableContent(database, tableId)
    const file = join(folder, '_delta_log', commitFileName(3n))
    await writeFile(file, generatedCommit(3, { commits: 5, addsPerCommit: 3 }).replace('a3001', 'b3001'))
    expect(await runImport(database, folder, { plan: { name: 'rewritten' } })).toMatchObject({
      kind: 'refused',
      problems: [{ rule: 'import.differs', file: '_delta_log/00000000000000000003.json', line: 3 }],
      kept: null,
    })
    expect(await tableContent(database, tableId)).toEqual(before)
  })

  test('beside another run of the same task: the later one takes over and both together write each version once', async () => {
    const taskId = randomUUID()
    const first = runImport(database, log, { plan: plan('shared'), taskId }).catch((error: unknown) => error)
    const second = runImport(database, log, { plan: plan('shared'), taskId }).catch((error: unknown) => error)
    await Promise.all([first, second])
    const { tableId } = expectImported(await runImport(database, log, { plan: plan('shared'), taskId }))
    expect(await tableContent(database, tableId)).toEqual(expected)
  })
})

describe('an import whose program is killed', () => {
  test.for([1, 9, 15])('by kill -9 after %i batches is completed by the next run', async batches => {
    const taskId = randomUUID()
    await runKilledImport({ config: database.config, log, taskId, batchVersions: BATCH }, { batches })
    expect(await databaseHas(taskId)).toBe(BigInt(batches * BATCH - 1))
    const { tableId } = expectImported(await runImport(database, log, { plan: { batchVersions: BATCH }, taskId }))
    expect(await tableContent(database, tableId)).toEqual(expected)
  })
})

async function databaseHas(taskId: string): Promise<bigint> {
  const { rows } = await database.pool.query<{ head: bigint }>(
    `select current_version as head from dl_tables where properties->'import'->>'task' = $1`,
    [taskId],
  )
  return rows[0]?.head ?? -1n
}

test('PostgreSQL killed by kill -9 in the middle: the task fails, and the next run completes the table', async () => {
  const folder = join(home, 'postgres')
  const silent = { info() {}, warn() {} }
  let server = await startEmbeddedServer({ folder, log: silent })
  const taskId = randomUUID()
  try {
    await migrate(server.config)
    const first = await openDatabase(server.config)
    const postmaster = await findPostmaster(await prepareServerHome(folder))
    if (!postmaster) throw new Error('the server has no postmaster')
    let durable = -1n
    const failing = runImport(first, log, {
      plan: plan('survivor'),
      taskId,
      onProgress: progress => {
        durable = progress.durable ?? durable
      },
      beforeBatch: batch => {
        if (batch === 7) process.kill(postmaster.pid, 'SIGKILL')
      },
    })
    await expect(failing).rejects.toThrow()
    await first.close()
    await server.stop().catch(() => {})
    server = await startEmbeddedServer({ folder, log: silent })
    const second = await openDatabase(server.config)
    try {
      const outcome = expectImported(await runImport(second, log, { plan: plan('survivor'), taskId }))
      expect(outcome.skipped).toBeGreaterThan(Number(durable))
      expect(await tableContent(second, outcome.tableId)).toEqual(expected)
    } finally {
      await second.close()
    }
  } finally {
    await server.stop().catch(() => {})
  }
}, 180_000)

test('a log that is too long for one thread and breaks a rule is refused as a short one is and leaves nothing; an inspection takes the rest', async () => {
  const folder = await writeGeneratedLog(join(home, 'long'), { commits: 600, addsPerCommit: 1 })
  const broken = (version: number) => generatedCommit(version, { commits: 600, addsPerCommit: 1 })
  const write = (version: number, text: string) =>
    writeFile(join(folder, '_delta_log', commitFileName(BigInt(version))), text)
  // The file of version 9 again: a rule about the table. A path twice: a rule about the commit.
  await write(450, broken(450) + broken(9).split('\n')[1])
  await write(451, broken(451) + broken(451).split('\n')[1])
  await write(452, '{"add"')
  const outcome = await runImport(database, folder, { plan: { name: 'long' } })
  expect(outcome).toMatchObject({
    kind: 'refused',
    problems: [
      { rule: 'commit.add-repeated', file: '_delta_log/00000000000000000451.json', line: 3 },
      { rule: 'json.syntax', file: '_delta_log/00000000000000000452.json', line: 1 },
    ],
    kept: null,
  })
  expect(await findTableByName(database, 'long')).toBeUndefined()
  const inspected = expectImported(await runImport(database, folder, { plan: { name: 'long', mode: 'inspect' } }))
  expect(inspected).toMatchObject({ versions: 600, head: 599n, inspection: true })
  expect(inspected.warnings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ rule: 'commit.add-repeated', file: `_delta_log/${commitFileName(451n)}`, line: 3 }),
      expect.objectContaining({ rule: 'json.syntax', file: `_delta_log/${commitFileName(452n)}`, line: 1 }),
    ]),
  )
})
