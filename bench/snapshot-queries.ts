import { compareVersions } from '../src/main/inspect/compare-versions.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { readPathActions } from '../src/main/postgres/path-actions.ts'
import { scanLiveFiles } from '../src/main/postgres/scan-live-files.ts'
import { readFilePage } from '../src/main/postgres/snapshot-files.ts'
import { readFileSizes } from '../src/main/postgres/snapshot-totals.ts'
import { readVersion } from '../src/main/postgres/versions.ts'
import { generateTable } from '../test/generated-table.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const LARGE = { versions: 50_000, filesPerVersion: 20, lifetimeVersions: 100 }
const SMALL = { versions: 500, filesPerVersion: 20, lifetimeVersions: 100 }
const RUNS = 5
/** Of what takes a few milliseconds, and is soon disturbed. */
const SHORT_RUNS = 40
const PAGE = 200
const EIGHT_TIMES = { aim: 1 / 8 }
const REPLAYED = [
  [BigInt(LARGE.versions - 1), EIGHT_TIMES],
  [BigInt(LARGE.versions / 2), EIGHT_TIMES],
  [BigInt(LARGE.versions / 10), EIGHT_TIMES],
  [BigInt(LARGE.versions / 50), {}],
] as const

/**
 * What reading the log as a log costs: every add that no later remove names. It reads all commits up to a version, and so
 * has as little to do at a very old one as the snapshot itself, whose files are then most of what was ever added: no aim there.
 */
export const REPLAY = `select count(*), sum(size), sum(num_records - num_deleted) from dl_add_files a
  where a.table_id = $1 and a.version <= $2 and not exists (
    select from dl_remove_files r
      where r.table_id = $1 and r.version <= $2 and r.file_key = a.file_key and r.version > a.version)`

/** A page of rows straight off the primary key. */
export const BARE_PAGE = `select * from dl_add_files where table_id = $1 and version <= $2
  order by version desc, ordinal desc limit $3`

/** Snapshots, differences and blame on a table of a million files in 50,000 versions. */
export function benchSnapshotQueries(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const small = await generateTable(database, SMALL)
    const large = await generateTable(database, LARGE)
    return [
      ...(await measureTotals(database, large)),
      ...(await measurePages(database, large)),
      ...(await measureDifferences(database, large, small)),
      ...(await measureScans(database, large)),
    ]
  })
}

const { signal } = new AbortController()

async function measureTotals(database: Database, tableId: string): Promise<Measurement[]> {
  const measurements: Measurement[] = []
  for (const [version, aim] of REPLAYED) {
    const [own = 0, replay = 0] = await fastest(
      RUNS,
      () => readFileSizes(database, { tableId, version, filter: {} }, signal),
      () => database.pool.query(REPLAY, [tableId, version]),
    )
    const name = `totals and sizes of v${version}, against a replay of the log`
    measurements.push({ name, value: own, unit: 'ms', limit: replay, ratio: own / replay, ...aim })
  }
  const [row = 0] = await fastest(SHORT_RUNS, () => readVersion(database, tableId, 25_000n))
  return [...measurements, { name: 'totals of a version by its row of the ledger', value: row, unit: 'ms', aim: 5 }]
}

async function measurePages(database: Database, tableId: string): Promise<Measurement[]> {
  const version = BigInt(LARGE.versions - 1)
  const request = { tableId, version, descending: true, filter: {}, limit: PAGE }
  const [first = 0, bare = 0] = await fastest(
    SHORT_RUNS,
    () => readFilePage(database, { ...request, sort: 'added' }, signal),
    () => database.pool.query(BARE_PAGE, [tableId, version, PAGE + 1]),
  )
  const [bySize = 0, byPath = 0] = await fastest(
    RUNS,
    () => readFilePage(database, { ...request, sort: 'size' }, signal),
    () => readFilePage(database, { ...request, sort: 'path' }, signal),
  )
  return [
    compared('first page of files, against bare rows off the key', first, 'ms', bare, 2),
    { name: 'first page by size, over all live files', value: bySize, unit: 'ms' },
    { name: 'first page by path, over all live files', value: byPath, unit: 'ms' },
  ]
}

async function measureDifferences(database: Database, large: string, small: string): Promise<Measurement[]> {
  const between = (tableId: string, from: bigint, to: bigint) => () =>
    compareVersions(database, { tableId, from, to }, signal)
  const [neighbours = 0, inSmall = 0, hundred = 0] = await fastest(
    SHORT_RUNS,
    between(large, 40_000n, 40_001n),
    between(small, 400n, 401n),
    between(large, 40_000n, 40_100n),
  )
  return [
    compared('difference of neighbours, against the same in a table of 10,000 files', neighbours, 'ms', inSmall, 2),
    { name: 'difference across 100 versions', value: hundred, unit: 'ms' },
  ]
}

async function measureScans(database: Database, tableId: string): Promise<Measurement[]> {
  const version = BigInt(LARGE.versions - 1)
  const [scan = 0, blame = 0] = await fastest(
    RUNS,
    async () => {
      for await (const _ of scanLiveFiles(database, { tableId, version }, signal));
    },
    () => readPathActions(database, { tableId, path: 'nobody' }, signal),
  )
  return [
    { name: 'statistics of every live file, read in short statements', value: scan, unit: 'ms' },
    { name: 'history of one path, over all files that ever were', value: blame, unit: 'ms' },
  ]
}

/** Milliseconds of the fastest run of each, in turns. */
export async function fastest(runs: number, ...works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const best = works.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0; run < runs; run++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now()
      await work()
      best[index] = Math.min(best[index] ?? 0, performance.now() - start)
    }
  }
  return best
}
