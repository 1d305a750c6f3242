import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commit } from '../src/main/log/commit.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { STRATEGY_NAMES } from '../src/shared/contract/strategy.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../test/drafts.ts'
import { startProxy } from '../test/proxy.ts'
import { bareLoop, commitLoop, type LoopResult } from './commit-loops.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const WRITERS = [1, 4, 16, 64]
const MS = 1_500
/** 0.8 of the rate of the bare loop. */
const AIM = 1.25
const ROUND_TRIPS_MS = [2, 20]

/** One-file commits under contention, against the smallest transaction on one row by the same driver. */
export function benchCommitWriters(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => [
    ...(await contention(database)),
    ...(await strategies(database)),
    await manyTables(database),
    await idleSnapshot(database),
    ...(await distance(database)),
    ...(await roundTrips(database)),
    ...(await pgbench(database)),
  ])
}

async function contention(database: Database): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  for (const writers of WRITERS) {
    const [bare, ours] = [
      await bareLoop(database, { writers, ms: MS }),
      await commitLoop(database, { writers, ms: MS }),
    ]
    const name = `commit by ${writers} writers to one table`
    measurements.push(
      compared(`${name}, against a bare transaction`, msPerCommit(ours), 'ms', msPerCommit(bare), AIM),
      ...[50, 95, 99].map(part =>
        compared(`${name}: p${part}`, percentile(ours, part), 'ms', percentile(bare, part), AIM),
      ),
      { name: `${name}: attempts lost per commit`, value: ours.conflicts / ours.latenciesMs.length, unit: '' },
      { name: `${name}: busiest writer against laziest`, value: unfairness(ours), unit: '', limit: unfairness(bare) },
    )
  }
  return measurements
}

async function strategies(database: Database): Promise<Measurement[]> {
  const bare = await bareLoop(database, { writers: 4, ms: MS })
  const measurements: Measurement[] = []
  for (const strategy of STRATEGY_NAMES) {
    const ours = await commitLoop(database, { writers: 4, ms: MS, strategy })
    measurements.push(compared(`commit by 4 writers, ${strategy}`, msPerCommit(ours), 'ms', msPerCommit(bare), AIM))
  }
  return measurements
}

async function manyTables(database: Database): Promise<Measurement> {
  const wish = { writers: 16, ms: MS, ownTables: true }
  const [bare, ours] = [await bareLoop(database, wish), await commitLoop(database, wish)]
  return compared(
    'commit by 16 writers to 16 tables, against a bare transaction',
    msPerCommit(ours),
    'ms',
    msPerCommit(bare),
    AIM,
  )
}

/** Versions of the hot row pile up while somebody holds an old snapshot. */
async function idleSnapshot(database: Database): Promise<Measurement> {
  const wish = { writers: 4, ms: 2 * MS }
  const free = await commitLoop(database, wish)
  const holder = await database.pool.connect()
  await holder.query('begin isolation level repeatable read')
  await holder.query('select count(*) from dl_tables')
  const held = await commitLoop(database, wish)
  holder.release(true)
  return compared(
    'commit while one idle snapshot is open, against none',
    msPerCommit(held),
    'ms',
    msPerCommit(free),
    AIM,
  )
}

async function distance(database: Database): Promise<Measurement[]> {
  const way = await startProxy(database.config)
  const measurements: Measurement[] = []
  try {
    for (const roundTripMs of ROUND_TRIPS_MS) {
      way.delayMs = roundTripMs / 2
      const wish = { writers: 4, ms: MS }
      const [bare, ours] = [await bareLoop(way.database, wish), await commitLoop(way.database, wish)]
      const name = `commit by 4 writers over ${roundTripMs} ms, against a bare transaction`
      measurements.push(compared(name, msPerCommit(ours), 'ms', msPerCommit(bare), AIM))
    }
  } finally {
    await way.close()
  }
  return measurements
}

/** What is held back until both sides are silent for so long is one trip. */
const TRIP_MS = 40

/** What counts where the server is far away: how often something has to be waited for. */
async function roundTrips(database: Database): Promise<Measurement[]> {
  const way = await startProxy(database.config)
  try {
    const measurements: Measurement[] = []
    for (const writers of [1, 16]) {
      const tableId = await newTable(database)
      await commit(way.database, draftOf(tableId, 0n, creation()))
      way.flightMs = TRIP_MS
      way.faultPoint = undefined
      const drafts = Array.from({ length: writers }, (_, index) =>
        draftOf(tableId, BigInt(index + 1), [commitInfo, add(`${index}`)]),
      )
      await Promise.all(drafts.map(draft => commit(way.database, draft)))
      const name = `round trips of ${writers} commits that are asked for at once`
      measurements.push({ name, value: way.flights, unit: '' })
      way.flightMs = 0
    }
    return measurements
  } finally {
    await way.close()
  }
}

const SCRIPT = `begin;
select version from bare_head where id = 0 for no key update;
insert into bare_ledger select 0, max(version) + 1, repeat('x', 300) from bare_ledger where id = 0;
update bare_head set version = version + 1 where id = 0;
commit;
`

/** The same bare transaction by PostgreSQL's own tool, where it is installed. */
async function pgbench(database: Database): Promise<Measurement[]> {
  const { host, port, user, password, database: name } = database.config
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-pgbench-'))
  const file = join(folder, 'bare.sql')
  await writeFile(file, SCRIPT)
  await bareLoop(database, { writers: 1, ms: 100 })
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    '16',
    '-T',
    '3',
    '-f',
    file,
    '-h',
    host,
    '-p',
    String(port),
    '-U',
    user,
    name,
  ]
  const { status, stdout } = spawnSync('pgbench', args, {
    encoding: 'utf8',
    env: { ...process.env, PGPASSWORD: password.reveal() },
  })
  await rm(folder, { recursive: true })
  const rate = /tps = ([\d.]+)/.exec(stdout ?? '')?.[1]
  if (status !== 0 || rate === undefined) return []
  const ours = await commitLoop(database, { writers: 16, ms: MS })
  return [
    compared(
      'commit by 16 writers, against pgbench with the bare transaction',
      msPerCommit(ours),
      'ms',
      1000 / Number(rate),
      AIM,
    ),
  ]
}

function msPerCommit({ elapsedMs, latenciesMs }: LoopResult): number {
  return elapsedMs / latenciesMs.length
}

function percentile({ latenciesMs }: LoopResult, part: number): number {
  return latenciesMs[Math.floor((latenciesMs.length * part) / 100)] ?? Number.NaN
}

function unfairness({ perWriter }: LoopResult): number {
  return Math.max(...perWriter) / Math.max(1, Math.min(...perWriter))
}
