import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { add, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { allOf } from '../../../test/events.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { startTortureServer } from '../../../test/torture/torture-server.ts'
import { unpackEvents } from '../../shared/contract/packed-events.ts'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { RunReport, RunWish } from '../../shared/contract/simulations.ts'
import { parseScenario } from '../../shared/scenario/parse-scenario.ts'
import { commit } from '../log/commit.ts'
import type { Database } from '../postgres/connection.ts'
import { listSimulationSchemas, removeSimulationSchema } from '../postgres/simulation-schema.ts'
import { SimulationRuns } from './simulation-runs.ts'

const database = useDatabase()
const folder = temporaryFolder()
const NOBODY = new AbortController().signal
const WAITED = { timeout: 90_000, interval: 50 }
const BEGUN_RUN = fileURLToPath(new URL('../../../test/begun-run.ts', import.meta.url))

const load = (commits: number) =>
  `scenario load\ntable t\nwriter W x 3\n  commits ${commits}\n  on conflict retry 1000 backoff 1ms to 20ms\n`
const RACE = 'scenario race\ntable t\nwriter A\n  on conflict retry 3\nwriter B\n  on conflict retry 3\n'

function scenarioOf(text: string): Scenario {
  const read = parseScenario(text)
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.issues))
  return read.scenario
}

const opened: SimulationRuns[] = []
async function openRuns(on: Database, { stallMs, at = folder() }: { stallMs?: number; at?: string } = {}) {
  const policy = { isProduction: false, isReadOnly: false, restartServer: undefined, stallMs }
  const runs = await SimulationRuns.open({ database: on, folder: at, policy, onProblem: () => {} })
  opened.push(runs)
  return runs
}
afterAll(async () => {
  for (const runs of opened) await runs.close()
})

async function begin(runs: SimulationRuns, scenario: Scenario, realTable: RunWish['realTable'] = null) {
  const answer = await runs.start({ scenario, mode: scenario.run, realTable })
  if (answer.kind === 'refused') throw new Error(answer.reason)
  const { runId } = answer
  const events = async () => {
    const watched = await runs.watchRun(runId, NOBODY)
    const ticks = watched ? await allOf(watched) : []
    return ticks.flatMap(tick => unpackEvents(tick.events).spans)
  }
  const report = (): RunReport => {
    const known = runs.report(runId)
    if (known === undefined) throw new Error('the run is gone')
    return known
  }
  const isDone = (count: number) => expect.poll(() => report().progress.done, WAITED).toBeGreaterThan(count)
  return { runId, report, events, isDone }
}

/** Ends a free run as its time would: what it has come to is judged. */
const timed = (text: string, seconds: number) => scenarioOf(`${text}run free ${seconds}s\nexpect sound\n`)

describe('a run', () => {
  const COMMITS = 100
  const ALL = { state: 'finished', verdict: 'sound', asClaimed: true, result: { measures: { commits: 3 * COMMITS } } }

  test('whose server is restarted goes on, with its schema marked as in use; whose server does not come back says so', {
    timeout: 240_000,
  }, async () => {
    const server = await startTortureServer()
    const runs = await openRuns(server.database)
    try {
      const run = await begin(runs, timed(load(COMMITS), 300))
      await run.isDone(10)
      await server.restart()
      await run.isDone(run.report().progress.done + 10)
      await expect
        .poll(() => listSimulationSchemas(server.database).catch(() => []), WAITED)
        .toMatchObject([{ isInUse: true }])
      await run.events()
      expect(run.report()).toMatchObject(ALL)
      expect(await listSimulationSchemas(server.database)).toEqual([])
      const explored = await begin(runs, scenarioOf(`${RACE}writer C\nwriter D\nrun explore 2000\n`))
      await explored.isDone(2)
      await server.stop()
      await expect.poll(() => explored.report().state, WAITED).toBe('failed')
      expect(explored.report().problem).toMatch(/^The connection to the server was lost: /)
    } finally {
      await runs.close()
      await server.close()
    }
  })

  test('that loses every connection at once, twice, goes on by others and makes all of its commits', async () => {
    const runs = await openRuns(database)
    const run = await begin(runs, timed(load(COMMITS), 300))
    for (const round of [1, 2]) {
      await run.isDone(round * 10)
      await endSessions('deltadesk simulation%')
    }
    await run.events()
    expect(run.report()).toMatchObject(ALL)
    expect(await listSimulationSchemas(database)).toEqual([])
  })
})

async function endSessions(like: string): Promise<void> {
  await withAdmin(admin =>
    admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like $2',
      [database.config.database, like],
    ),
  )
}

async function waitersFor(pid: number): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    'select count(*)::int4 as count from pg_stat_activity where $1 = any(pg_blocking_pids(pid))',
    [pid],
  )
  return rows[0]?.count ?? -1
}

/** A real table whose lock somebody holds. */
async function heldTable() {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a')]))
  const named = await database.pool.query<{ name: string }>('select name from dl_tables where table_id = $1', [tableId])
  const name = named.rows[0]?.name ?? ''
  const client = await database.pool.connect()
  await client.query('begin')
  await client.query('select from dl_tables where table_id = $1 for update', [tableId])
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return {
    pid: rows[0]?.pid ?? 0,
    realTable: { name, typed: name },
    async release() {
      await client.query('rollback')
      client.release()
    },
  }
}

describe('a run in which everyone waits', () => {
  test('for somebody who is not of it is given up as a schedule, and says who waits for whom and for what', async () => {
    const holder = await heldTable()
    try {
      const runs = await openRuns(database, { stallMs: 3_000 })
      const run = await begin(runs, { ...scenarioOf(`${RACE}run schedule AB\n`), lockMs: 60_000 }, holder.realTable)
      await expect.poll(() => run.report().state, WAITED).toBe('stalled')
      const { problem } = run.report()
      expect(problem).toMatch(/^Nobody has moved for 3 s: A waits at lock behind session \d+ \(/)
      expect(problem).toContain(`session ${holder.pid}`)
      expect(problem).toMatch(/for ShareLock on transaction \d+, for a row of dl_tables/)
      await expect.poll(() => waitersFor(holder.pid), WAITED).toBe(0)
    } finally {
      await holder.release()
    }
  })

  test('as a free run ends with its time, and shows for which lock everyone has waited', async () => {
    const holder = await heldTable()
    try {
      const runs = await openRuns(database)
      const run = await begin(runs, { ...timed(RACE, 4), lockMs: 60_000 }, holder.realTable)
      const waits = (await run.events()).filter(({ kind }) => kind === 'wait')
      expect(run.report()).toMatchObject({ state: 'finished', verdict: 'sound' })
      expect(run.report().result).toMatchObject({ measures: { commits: 0 } })
      expect(new Set(waits.map(({ writer }) => writer))).toEqual(new Set([0, 1]))
      for (const { lock, sql, blockedBy } of waits) {
        expect(lock).toContain('dl_tables')
        expect(sql).not.toBeNull()
        expect(blockedBy.length).toBeGreaterThan(0)
      }
    } finally {
      await holder.release()
    }
  })
})

test('a program that is killed while it runs leaves a run that is interrupted and a schema that can be dropped', async () => {
  const { user, password, host, port, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const at = folder()
  const child = spawn(process.execPath, [BEGUN_RUN, url, at, `${load(10_000)}run free 600s\n`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise(resolve => child.on('exit', resolve))
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const { value: runId } = await lines.next()
    const [used] = await listSimulationSchemas(database)
    expect(used).toMatchObject({ isInUse: true })
    expect(await removeSimulationSchema(database, used?.schema ?? '')).toBe(false)
    child.kill('SIGKILL')
    await exited
    const runs = await openRuns(database, { at })
    expect(runs.report(String(runId))).toMatchObject({ state: 'interrupted', problem: expect.stringContaining('left') })
    await expect.poll(() => listSimulationSchemas(database), WAITED).toMatchObject([{ isInUse: false }])
    expect(await removeSimulationSchema(database, 'public')).toBe(false)
    expect(await removeSimulationSchema(database, used?.schema ?? '')).toBe(true)
    expect(await listSimulationSchemas(database)).toEqual([])
  } finally {
    child.kill('SIGKILL')
    await exited
  }
})
