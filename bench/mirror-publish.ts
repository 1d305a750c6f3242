import { randomUUID } from 'node:crypto'
import { link, mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commitBytes } from '../src/main/mirror/publish-commit.ts'
import { MirrorPublisher } from '../src/main/mirror/publisher.ts'
import { watchChanges } from '../src/main/postgres/changes.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { readStoredCommits } from '../src/main/postgres/stored-commits.ts'
import { commitMore, mirroredTable, mirrorOf } from '../test/mirrored-table.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'
import { watchMainThread } from './watch-main-thread.ts'

const VERSIONS = 1_000
const RUNS = 3
/** Publishing may take so many times what the bare calls take: 0.7 of their versions a second. */
const AIM = 1 / 0.7
const LAG_SECONDS = 4
const LAG_COMMITS_MIN = 8
const LAG_RATES_PER_SECOND = [1, 10, 100]
/** Asking by its key costs next to nothing. */
const ASK_MS = 5
const LAG_P95_MS_MAX = 1_000
const STALL_MS_MAX = 50

/** Publishing to a folder against write, sync, link and folder sync of the same bytes, and how soon a commit is there. */
export function benchMirrorPublish(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const folder = await mkdtemp(join(tmpdir(), 'deltadesk-bench-mirror-'))
    try {
      const lags: Measurement[] = []
      for (const rate of LAG_RATES_PER_SECOND) lags.push(...(await measureLag(database, folder, rate)))
      return [...(await measureRate(database, folder)), ...lags]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

async function measureRate(database: Database, folder: string): Promise<Measurement[]> {
  const { tableId } = await mirroredTable(database, folder, VERSIONS)
  const files: Buffer[] = []
  for await (const commit of readStoredCommits(database, tableId, 0n, BigInt(VERSIONS - 1)))
    files.push(await commitBytes(commit))
  let [publishing, bare, stall] = [Infinity, Infinity, 0]
  for (let run = 0; run < RUNS; run++) {
    const target = await mkdtemp(join(folder, 'bare-'))
    const start = performance.now()
    for (const [version, bytes] of files.entries()) await writeBarely(target, version, bytes)
    bare = Math.min(bare, performance.now() - start)
    const thread = watchMainThread()
    publishing = Math.min(publishing, await publishAll(database, tableId, await mkdtemp(join(folder, 'run-'))))
    stall = Math.max(stall, thread.stop())
  }
  const name = `publishing ${VERSIONS.toLocaleString('en')} versions to a folder, against the bare calls`
  return [
    compared(name, publishing, 'ms', bare, AIM),
    { name: 'versions published per second', value: (VERSIONS / publishing) * 1000, unit: '/s' },
    { name: '  longest work of the main thread without a break', value: stall, unit: 'ms', aim: STALL_MS_MAX },
  ]
}

async function publishAll(database: Database, tableId: string, target: string): Promise<number> {
  await mkdir(join(target, '_delta_log'))
  await database.pool.query('delete from dl_mirror_status where table_id = $1', [tableId])
  await database.pool.query(
    `update dl_mirrors set target = $2, published_version = -1, checkpoint_version = $3 where table_id = $1`,
    [tableId, target, VERSIONS],
  )
  const start = performance.now()
  const publisher = new MirrorPublisher({ database, program: 'bench', onProblem: reportProblem })
  while ((await publishedOf(database, tableId)) < BigInt(VERSIONS - 1)) await sleep(ASK_MS)
  const took = performance.now() - start
  await publisher.close()
  return took
}

async function publishedOf({ pool }: Database, tableId: string): Promise<bigint> {
  const text = 'select published_version as version from dl_mirrors where table_id = $1'
  const { rows } = await pool.query<{ version: bigint }>({ name: 'bench_published', text, values: [tableId] })
  return rows[0]?.version ?? -1n
}

async function writeBarely(folder: string, version: number, bytes: Buffer): Promise<void> {
  const [draft, path] = [
    join(folder, `.${randomUUID()}.tmp`),
    join(folder, `${String(version).padStart(20, '0')}.json`),
  ]
  const file = await open(draft, 'wx')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
  await link(draft, path)
  const parent = await open(folder, 'r')
  await parent.sync()
  await parent.close()
}

async function measureLag(database: Database, folder: string, rate: number): Promise<Measurement[]> {
  const { tableId } = await mirroredTable(database, folder, 1)
  const watching = new AbortController()
  const hints = watchChanges(database, watching.signal)
  const publisher = new MirrorPublisher({ database, hints, program: 'bench', onProblem: reportProblem })
  const count = Math.max(LAG_COMMITS_MIN, rate * LAG_SECONDS)
  const first = BigInt(count)
  const start = performance.now()
  for (let version = 1; version <= count; version++) {
    await commitMore(database, tableId, version, 1)
    await sleep(Math.max(0, start + (1000 * version) / rate - performance.now()))
  }
  const made = (count / (performance.now() - start)) * 1000
  while ((await mirrorOf(database, tableId)).published < first) await sleep(20)
  await publisher.close()
  watching.abort()
  const { rows } = await database.pool.query<{ p50: number; p95: number }>(
    `select percentile_cont(0.5) within group (order by lag) as p50, percentile_cont(0.95) within group (order by lag) as p95
       from (
         select extract(epoch from s.published_at - v.committed_at)::float8 * 1000 as lag from dl_mirror_status s
           join dl_table_versions v on v.table_id = s.table_id and v.version = s.version
           where s.table_id = $1 and s.version > 0
       ) lags`,
    [tableId],
  )
  const name = `lag at ${rate} commits a second (${made.toFixed(1)} were made)`
  return [
    { name: `${name}, p50`, value: rows[0]?.p50 ?? Number.NaN, unit: 'ms' },
    { name: `${name}, p95`, value: rows[0]?.p95 ?? Number.NaN, unit: 'ms', aim: LAG_P95_MS_MAX },
  ]
}

function reportProblem(problem: unknown): void {
  console.error(problem)
}
