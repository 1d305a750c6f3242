import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { add, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { allOf } from '../../../test/events.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { type RunEvents, unpackEvents } from '../../shared/contract/packed-events.ts'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { RunTick, RunWish } from '../../shared/contract/simulations.ts'
import { parseScenario } from '../../shared/scenario/parse-scenario.ts'
import { commit } from '../log/commit.ts'
import { openDatabase } from '../postgres/connection.ts'
import { Secret } from '../postgres/secret.ts'
import { listSimulationSchemas } from '../postgres/simulation-schema.ts'
import { getTable } from '../postgres/tables.ts'
import type { SimulationPolicy } from './check-wish.ts'
import { exportRun } from './export-run.ts'
import { SimulationRuns } from './simulation-runs.ts'

const database = useDatabase()
const folder = temporaryFolder()
const POLICY: SimulationPolicy = { isProduction: false, isReadOnly: false, restartServer: undefined }
const NOBODY = new AbortController().signal

function scenarioOf(lines: string): Scenario {
  const read = parseScenario(`scenario test\ntable t\n${lines}`)
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.issues))
  return read.scenario
}

const BUSY = scenarioOf('writer W x 4\n  commits 10000\n  on conflict retry 1000\nrun free 60s\n')
const RACE = scenarioOf(
  'writer A\n  on conflict retry 3\nwriter B\n  on conflict retry 3\nrun schedule ABAB\nexpect sound\n',
)
const wishOf = (scenario: Scenario, mode: RunWish['mode'] = scenario.run): RunWish => ({
  scenario,
  mode,
  realTable: null,
})

const opened: SimulationRuns[] = []
async function openRuns(policy: Partial<SimulationPolicy> = {}, on = database): Promise<SimulationRuns> {
  const problems: unknown[] = []
  const runs = await SimulationRuns.open({
    database: on,
    folder: folder(),
    policy: { ...POLICY, ...policy },
    onProblem: error => problems.push(error),
  })
  opened.push(runs)
  return runs
}
afterAll(async () => {
  for (const runs of opened) await runs.close()
})

async function start(runs: SimulationRuns, wish: RunWish): Promise<string> {
  const answer = await runs.start(wish)
  if (answer.kind === 'refused') throw new Error(answer.reason)
  return answer.runId
}

async function watched(runs: SimulationRuns, runId: string): Promise<RunTick[]> {
  const ticks = await runs.watchRun(runId, NOBODY)
  if (ticks === undefined) throw new Error('no such run')
  return allOf(ticks)
}

function eventsOf(ticks: readonly RunTick[]): RunEvents {
  const parts = ticks.map(({ events }) => unpackEvents(events))
  return { spans: parts.flatMap(({ spans }) => spans), marks: parts.flatMap(({ marks }) => marks) }
}

const schemasLeft = async () => (await listSimulationSchemas(database)).map(({ schema }) => schema)
const sessionsLeft = () =>
  withAdmin(async admin => {
    const { rows } = await admin.query<{ count: number }>(
      `select count(*)::int4 as count from pg_stat_activity
         where datname = $1 and application_name like 'deltadesk simulation%'`,
      [database.config.database],
    )
    return rows[0]?.count
  })

/** The trace event format, as far as a run uses it. */
const place = { pid: z.literal(1), tid: z.int().min(0), name: z.string().min(1) }
const timed = { ...place, ts: z.int().min(0) }
const traceSchema = z.strictObject({
  displayTimeUnit: z.enum(['ms', 'ns']),
  otherData: z.record(z.string(), z.unknown()),
  traceEvents: z.array(
    z.discriminatedUnion('ph', [
      z.strictObject({ ...place, ph: z.literal('M'), args: z.record(z.string(), z.unknown()) }),
      z.strictObject({ ...timed, ph: z.literal('X'), cat: z.string(), dur: z.int().min(0), args: z.looseObject({}) }),
      z.strictObject({ ...timed, ph: z.literal('i'), cat: z.string(), s: z.enum(['t', 'p', 'g']), args: z.object({}) }),
      z.strictObject({ ...timed, ph: z.literal('C'), args: z.record(z.string(), z.number()) }),
    ]),
  ),
})

/** Threads that nobody has named, and events that stand behind later ones of their thread. */
function misplacedIn(events: z.infer<typeof traceSchema>['traceEvents']): object[] {
  const named = new Set(events.flatMap(({ ph, tid, name }) => (ph === 'M' && name === 'thread_name' ? [tid] : [])))
  const lastTs = new Map<number, number>()
  return events.filter(event => {
    if (event.ph === 'M') return false
    const isLate = event.ts < (lastTs.get(event.tid) ?? 0)
    lastTs.set(event.tid, event.ts)
    return isLate || !named.has(event.tid)
  })
}

/** Spans of a thread that begin before the one before has ended: viewers drop them. */
function overlapsIn(events: z.infer<typeof traceSchema>['traceEvents']): object[] {
  const spans = events.filter(event => event.ph === 'X').sort((a, b) => a.tid - b.tid || a.ts - b.ts)
  return spans.filter((span, index) => {
    const before = spans[index - 1]
    return before?.tid === span.tid && before.ts + before.dur > span.ts
  })
}

describe('a run', () => {
  test('is watched to its end, kept, found again by another program, exported and forgotten', async () => {
    const runs = await openRuns()
    const runId = await start(runs, wishOf(RACE))
    const ticks = await watched(runs, runId)
    const report = ticks.at(-1)?.report
    expect(report).toMatchObject({ state: 'finished', verdict: 'sound', asClaimed: true, result: { kind: 'schedule' } })
    expect(eventsOf(ticks).spans).toHaveLength(report?.spans ?? -1)
    await runs.close()
    const again = await openRuns()
    expect(again.report(runId)).toEqual(report)
    const kept = await again.get(runId)
    if (kept === undefined) throw new Error('not kept')
    const { traceEvents } = traceSchema.parse(JSON.parse(exportRun(kept, 'perfetto').text))
    expect(traceEvents.filter(({ ph }) => ph === 'X')).toHaveLength(kept.spans.length)
    expect(overlapsIn(traceEvents)).toEqual([])
    expect(misplacedIn(traceEvents)).toEqual([])
    const wait = traceEvents.find(({ ph, name }) => ph === 'X' && name === 'wait')
    expect(wait).toMatchObject({
      args: {
        blockedBy: ['A'],
        lock: expect.stringMatching(/^ShareLock on transaction \d+, for a row of dl_tables$/),
        sql: expect.stringContaining('for no key update'),
      },
    })
    const insert = traceEvents.find(({ ph, name }) => ph === 'X' && name === 'insert')
    expect(insert).toMatchObject({ args: { sql: expect.stringContaining('insert into'), values: expect.any(Array) } })
    expect(exportRun(kept, 'elle').text).toContain(':type :ok')
    expect(parseScenario(exportRun(kept, 'spec').text)).toMatchObject({ kind: 'ok', scenario: RACE })
    expect(exportRun(kept, 'markdown').text).toContain('B: lock waits behind A')
    expect(again.remove(runId)).toBe(true)
    await again.close()
    expect((await openRuns()).report(runId)).toBeUndefined()
  })

  test('[S2] makes a schema of its own and leaves none', async () => {
    const before = await database.pool.query('select count(*) from dl_tables')
    const runs = await openRuns()
    await watched(runs, await start(runs, wishOf(RACE)))
    expect(await schemasLeft()).toEqual([])
    expect((await database.pool.query('select count(*) from dl_tables')).rows).toEqual(before.rows)
  })

  test('that is cancelled ends with its sessions and its schema', async () => {
    const runs = await openRuns()
    const runId = await start(runs, wishOf(BUSY))
    expect(await schemasLeft()).toHaveLength(1)
    expect((await runs.cancel(runId))?.state).toBe('cancelled')
    expect(await schemasLeft()).toEqual([])
    await expect.poll(sessionsLeft).toBe(0)
  })

  test('that is closed with its program is stopped and tidied up', async () => {
    const runs = await openRuns()
    await start(runs, wishOf(BUSY))
    await runs.close()
    expect(await schemasLeft()).toEqual([])
  })

  test('whose sessions the server ends goes on and is judged', async () => {
    const runs = await openRuns()
    const scenario = scenarioOf(
      'writer W x 3\n  commits 30\n  on conflict retry 1000\nfault kill W1 commit 2 before record\nfault cut W2 commit 2 before commit\nrun free 30s\nexpect sound\n',
    )
    const ticks = await watched(runs, await start(runs, wishOf(scenario)))
    expect(ticks.at(-1)?.report).toMatchObject({ state: 'finished', asClaimed: true })
    expect(eventsOf(ticks).marks.filter(({ kind }) => kind === 'fault')).toHaveLength(2)
  })

  test('against a table whose lock somebody holds gives up at its limits and says so', async () => {
    const runs = await openRuns()
    const table = await newTable(database)
    await commit(database, draftOf(table, 0n, [...creation(), add('a')]))
    const scenario = { ...RACE, lockMs: 300 }
    const name = await nameOf(table)
    const holder = await database.pool.connect()
    try {
      await holder.query('begin')
      await holder.query('select from dl_tables where table_id = $1 for update', [table])
      const wish = { ...wishOf(scenario), realTable: { name, typed: name } }
      const ticks = await watched(runs, await start(runs, wish))
      const report = ticks.at(-1)?.report
      expect(report?.result).toMatchObject({ writers: [{ endings: [{ ending: 'gave-up' }] }, {}] })
    } finally {
      await holder.query('rollback')
      holder.release()
    }
  })
})

async function nameOf(tableId: string): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>('select name from dl_tables where table_id = $1', [
    tableId,
  ])
  return rows[0]?.name ?? ''
}

describe('[S2] a real table', () => {
  let name = ''
  beforeAll(async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, [...creation(), add('a')]))
    name = await nameOf(tableId)
  })

  test('is written to only where its name was typed, and then by the schedule', async () => {
    const runs = await openRuns()
    const wish = wishOf(RACE)
    expect(await runs.start({ ...wish, realTable: { name, typed: `${name} ` } })).toMatchObject({ kind: 'refused' })
    const runId = await start(runs, { ...wish, realTable: { name, typed: name } })
    const ticks = await watched(runs, runId)
    expect(ticks.at(-1)?.report).toMatchObject({ state: 'finished', verdict: 'sound' })
    expect((await getTable(database, name))?.head).toBe(2n)
  })

  test('is refused where the connection is production, for explorations and without protection', async () => {
    const real = { realTable: { name, typed: name } }
    const production = await openRuns({ isProduction: true })
    expect(await production.start({ ...wishOf(RACE), ...real })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('production'),
    })
    const runs = await openRuns()
    const explored = wishOf(RACE, { kind: 'explore', max: 5, crashes: 0 })
    expect(await runs.start({ ...explored, ...real })).toMatchObject({ kind: 'refused' })
    const unprotected = wishOf({ ...RACE, strategy: 'unprotected' })
    expect(await runs.start({ ...unprotected, ...real })).toMatchObject({ kind: 'refused' })
    expect((await getTable(database, name))?.head).toBe(2n)
  })
})

test('who may not create a schema is told which grant would help', async () => {
  const role = `poor_${database.config.database}`
  await withAdmin(admin => admin.query(`create role ${role} login password 'poor'`))
  const poor = await openDatabase({ ...database.config, user: role, password: new Secret('poor') })
  try {
    const runs = await openRuns({}, poor)
    expect(await runs.start(wishOf(RACE))).toMatchObject({
      kind: 'refused',
      remedy: `grant create on database "${database.config.database}" to "${role}";`,
    })
  } finally {
    await poor.close()
    await database.pool.query(`drop owned by ${role}`)
    await withAdmin(admin => admin.query(`drop role ${role}`))
  }
})

test('a crashing scenario needs a server that is ours', async () => {
  const runs = await openRuns()
  const scenario = {
    ...RACE,
    faults: [{ kind: 'restart-server' as const, writer: null, commit: 1, step: 'insert' as const, ms: 0 }],
  }
  expect(await runs.estimate(wishOf(scenario))).toMatchObject({ refusal: { reason: expect.stringContaining('crash') } })
})

test('an estimate says how many orders there are, and when they will be a sample', async () => {
  const runs = await openRuns()
  const explore = { kind: 'explore', max: 50, crashes: 0 } as const
  expect(await runs.estimate(wishOf(RACE, explore))).toMatchObject({
    ...{ orders: 924n, distinct: 80n, runs: 50, isSampled: true, refusal: null, writers: 2 },
  })
})
