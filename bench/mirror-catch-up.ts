import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { MirrorPublisher } from '../src/main/mirror/publisher.ts'
import { setTarget } from '../src/main/mirror/set-target.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { writeGeneratedLog } from '../test/generated-log.ts'
import { expectImported, runImport } from '../test/import.ts'
import { calls, failingStore, mirrorOf } from '../test/mirrored-table.ts'
import { onBenchServer } from './copy-server.ts'
import type { Measurement } from './measurement.ts'
import { watchMainThread } from './watch-main-thread.ts'

/** BENCH_CATCH_UP_VERSIONS asks for fewer. */
const VERSIONS = Number(process.env.BENCH_CATCH_UP_VERSIONS ?? 50_000)
const ASK_MS = 100
const BYTES_PER_MB = 1024 * 1024
const { signal } = new AbortController()

/** Publishing a long history to an empty folder: what is read for it, and how often. */
export async function benchMirrorCatchUp(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-bench-catch-up-'))
  try {
    const source = await writeGeneratedLog(join(folder, 'source'), { commits: VERSIONS, addsPerCommit: 1 })
    return await onBenchServer(async ({ database }) => {
      const imported = expectImported(await runImport(database, source))
      return measure(database, imported.tableId, join(folder, 'target'))
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(database: Database, tableId: string, target: string): Promise<Measurement[]> {
  await mkdir(target)
  const set = await setTarget(database, { tableId, target }, signal)
  if (set.kind !== 'set') throw new Error(set.message)
  // Whatever a checkpoint reads is measured elsewhere.
  await database.pool.query('update dl_mirrors set checkpoint_version = $2 where table_id = $1', [tableId, VERSIONS])
  const read = { versions: 0, lines: 0 }
  const before = process.memoryUsage.rss()
  let peak = before
  calls.made = 0
  const thread = watchMainThread()
  const start = performance.now()
  const publisher = new MirrorPublisher({
    database: { ...database, pool: counting(database.pool, read) },
    program: 'bench',
    openTarget: place => failingStore(place, () => undefined),
    onProblem: problem => console.error(problem),
  })
  while ((await mirrorOf(database, tableId)).published < BigInt(VERSIONS - 1)) {
    peak = Math.max(peak, process.memoryUsage.rss())
    await sleep(ASK_MS)
  }
  const took = performance.now() - start
  const stall = thread.stop()
  await publisher.close()
  const { rows } = await database.pool.query<{ lines: number }>(
    'select sum(num_actions)::float8 as lines from dl_table_versions where table_id = $1',
    [tableId],
  )
  const per = (name: string, value: number, aim: number): Measurement => ({ name, value, unit: '', aim })
  return [
    { name: `catching up ${VERSIONS.toLocaleString('en')} versions`, value: (VERSIONS / took) * 1000, unit: '/s' },
    per('  times that each version is read', read.versions / VERSIONS, 1),
    per('  times that each line is read', read.lines / (rows[0]?.lines ?? 0), 1),
    // Two for each version, which prepare and make it; two to look at the target before the first.
    per('  calls of the store for each version', calls.made / VERSIONS, (2 * VERSIONS + 2) / VERSIONS),
    { name: '  memory that it adds', value: (peak - before) / BYTES_PER_MB, unit: 'MB' },
    { name: '  longest work of the main thread without a break', value: stall, unit: 'ms', aim: 50 },
  ]
}

/** The pool, which counts the rows that tell what is to be published. */
function counting(pool: pg.Pool, read: { versions: number; lines: number }): pg.Pool {
  return new Proxy(pool, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of)
      if (typeof value !== 'function') return value
      if (name !== 'query') return value.bind(of)
      return async (statement: string | pg.QueryConfig, ...rest: unknown[]) => {
        const answer: pg.QueryResult = await value.call(of, statement, ...rest)
        const named = typeof statement === 'string' ? '' : statement.name
        if (named === 'stored_versions') read.versions += answer.rows.length
        if (named === 'stored_actions') read.lines += answer.rows.length
        return answer
      }
    },
  })
}
