import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { writeGeneratedLog } from '../../../test/generated-log.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { runKilledImport } from '../../../test/import-killed.ts'
import { tableContent } from '../../../test/table-content.ts'
import { openDatabase } from '../postgres/connection.ts'
import { startEmbeddedServer } from '../postgres/embedded/embedded-server.ts'
import { findPostmaster } from '../postgres/embedded/postmaster.ts'
import { prepareServerHome } from '../postgres/embedded/server-home.ts'
import { migrate } from '../postgres/migrate.ts'

const COMMITS = 260
const BATCH = 5
const KILLS_OF_APP = 5
const KILLS_OF_SERVER = 3
const SEED = Number(process.env.IMPORT_SEED ?? Date.now() % 1_000_000)
const database = useDatabase()
let home: string
let log: string
let expected: unknown
/** How long an import takes here and now, its start included. */
let wholeMs: number

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-killed-'))
  await chmod(home, 0o755)
  log = await writeGeneratedLog(join(home, 'events'), { commits: COMMITS, addsPerCommit: 20, removesPerCommit: 7 })
  const plan = { batchVersions: BATCH }
  const startMs = performance.now()
  await runKilledImport(
    { config: database.config, log, taskId: randomUUID(), batchVersions: BATCH },
    { batches: COMMITS },
  )
  wholeMs = performance.now() - startMs
  const whole = expectImported(await runImport(database, log, { plan }))
  expect(whole).toMatchObject({ versions: COMMITS, verification: { head: 'same', differences: [] } })
  expected = await tableContent(database, whole.tableId)
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Parts of an import's time, the same for the same seed. */
function moments(count: number, of: number): number[] {
  return fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { numRuns: count, seed: SEED + of })
}

describe('an import of 10,000 commits', () => {
  test('that is cancelled again and again and taken up each time ends equal to an uninterrupted one', async () => {
    const large = await writeGeneratedLog(join(home, 'large'), {
      commits: 10_000,
      addsPerCommit: 3,
      removesPerCommit: 1,
    })
    const whole = expectImported(await runImport(database, large, { plan: { name: 'uninterrupted' } }))
    expect(whole).toMatchObject({ versions: 10_000, verification: { head: 'same', differences: [] } })
    const taskId = randomUUID()
    for (const batches of [1, 12, 20]) {
      const stop = new AbortController()
      const beforeBatch = (batch: number) => {
        if (batch > batches) stop.abort()
      }
      const outcome = await runImport(database, large, { taskId, signal: stop.signal, beforeBatch })
      expect(outcome).toMatchObject({ kind: 'cancelled', kept: expect.anything() })
    }
    const resumed = expectImported(await runImport(database, large, { taskId }))
    expect(resumed).toMatchObject({ skipped: 33 * 250, verification: { head: 'same', differences: [] } })
    expect(await tableContent(database, resumed.tableId)).toEqual(await tableContent(database, whole.tableId))
  })
})

test(`an import whose program is killed by kill -9 at any moment is completed by a run after it (seed ${SEED})`, async () => {
  for (const [kill, part] of moments(KILLS_OF_APP, 0).entries()) {
    const taskId = randomUUID()
    const killed = { config: database.config, log, taskId, batchVersions: BATCH }
    // The later of two kills meets a table that the first has left, wherever that was.
    await runKilledImport(killed, { afterMs: part * wholeMs })
    if (kill % 2 === 1) await runKilledImport(killed, { afterMs: (1 - part) * wholeMs })
    const { tableId } = expectImported(await runImport(database, log, { taskId, plan: { batchVersions: BATCH } }))
    expect(await tableContent(database, tableId)).toEqual(expected)
  }
})

test(`an import whose server is killed by kill -9 at any moment is completed by a run after it (seed ${SEED})`, async () => {
  const folder = join(home, 'postgres')
  const silent = { info() {}, warn() {} }
  let server = await startEmbeddedServer({ folder, log: silent })
  try {
    await migrate(server.config)
    const taskId = randomUUID()
    for (const part of moments(KILLS_OF_SERVER, 1)) {
      const running = await openDatabase(server.config)
      const postmaster = await findPostmaster(await prepareServerHome(folder))
      if (!postmaster) throw new Error('the server has no postmaster')
      let durable = -1n
      const ending = runImport(running, log, {
        taskId,
        plan: { name: 'survivor', batchVersions: BATCH },
        onProgress: progress => {
          durable = progress.durable ?? durable
        },
      }).catch(() => 'failed')
      await Promise.race([ending, sleep(part * wholeMs)])
      process.kill(postmaster.pid, 'SIGKILL')
      await ending
      await running.close()
      await server.stop().catch(() => {})
      server = await startEmbeddedServer({ folder, log: silent })
      await using after = await closing(server.config)
      expect(await headOf(after, taskId)).toBeGreaterThanOrEqual(durable)
    }
    await using database = await closing(server.config)
    const outcome = expectImported(
      await runImport(database, log, { taskId, plan: { name: 'survivor', batchVersions: BATCH } }),
    )
    expect(await tableContent(database, outcome.tableId)).toEqual(expected)
  } finally {
    await server.stop().catch(() => {})
  }
})

type Opened = Awaited<ReturnType<typeof openDatabase>>

async function closing(config: Parameters<typeof openDatabase>[0]): Promise<Opened & AsyncDisposable> {
  const database = await openDatabase(config)
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() })
}

async function headOf({ pool }: Opened, taskId: string): Promise<bigint> {
  const { rows } = await pool.query<{ head: bigint }>(
    `select current_version as head from dl_tables where properties->'import'->>'task' = $1`,
    [taskId],
  )
  return rows[0]?.head ?? -1n
}
