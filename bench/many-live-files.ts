import { collectStatistics } from '../src/main/inspect/column-statistics.ts'
import { compareVersions } from '../src/main/inspect/compare-versions.ts'
import { pruneSnapshot } from '../src/main/inspect/prune-snapshot.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { readSnapshotHeader } from '../src/main/postgres/snapshot.ts'
import { readFilePage } from '../src/main/postgres/snapshot-files.ts'
import { readFolder } from '../src/main/postgres/snapshot-folders.ts'
import { readFileSizes, readPartitions } from '../src/main/postgres/snapshot-totals.ts'
import { readVersion } from '../src/main/postgres/versions.ts'
import { generateTable } from '../test/generated-table.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'
import { BARE_PAGE, fastest, REPLAY } from './snapshot-queries.ts'
import { watchMainThread } from './watch-main-thread.ts'
import { watchProcess } from './watch-process.ts'

/** 1,035,000 of 1,150,000 files are live at the head. */
const TABLE = { versions: 50_000, filesPerVersion: 23, lifetimeVersions: 100, staysInTen: 9 }
const SMALL = { ...TABLE, versions: 500 }
const HEAD = BigInt(TABLE.versions - 1)
const RUNS = 3
const SHORT_RUNS = 40
const PAGE = 200
const CANCELLED_AFTER_MS = 60
const CANCEL_MS_AIM = 250
const STALL_MS_AIM = 50
const { signal } = new AbortController()

/** A snapshot of a million live files in 50,000 versions: what a page waits for, and what reads every file of it. */
export function benchManyLiveFiles(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const small = await generateTable(database, SMALL)
    const tableId = await generateTable(database, TABLE)
    return [
      ...(await measureLooks(database, tableId, small)),
      ...(await measurePasses(database, tableId)),
      ...(await measureScans(database, tableId)),
      ...(await measureCancels(database, tableId)),
    ]
  })
}

async function measureLooks(database: Database, tableId: string, small: string): Promise<Measurement[]> {
  const request = { tableId, version: HEAD, descending: true, filter: {}, limit: PAGE }
  const between = (id: string, from: bigint) => () =>
    compareVersions(database, { tableId: id, from, to: from + 1n }, signal)
  const [row = 0, page = 0, bare = 0, neighbours = 0, inSmall = 0] = await fastest(
    SHORT_RUNS,
    () => readVersion(database, tableId, HEAD / 2n),
    () => readFilePage(database, { ...request, sort: 'added' }, signal),
    () => database.pool.query(BARE_PAGE, [tableId, HEAD, PAGE + 1]),
    between(tableId, 40_000n),
    between(small, 400n),
  )
  return [
    { name: 'totals of a version by its row of the ledger', value: row, unit: 'ms', aim: 5 },
    compared('first page of files, against bare rows off the key', page, 'ms', bare, 2),
    compared('difference of neighbours, against the same in a table of 11,500 files', neighbours, 'ms', inSmall, 2),
  ]
}

async function measurePasses(database: Database, tableId: string): Promise<Measurement[]> {
  const at = { tableId, version: HEAD }
  const page = { ...at, descending: true, filter: {}, limit: PAGE }
  const [sizes = 0, replay = 0, bySize = 0, byPath = 0, partitions = 0, folders = 0, found = 0] = await fastest(
    RUNS,
    () => readFileSizes(database, { ...at, filter: {} }, signal),
    () => database.pool.query(REPLAY, [tableId, HEAD]),
    () => readFilePage(database, { ...page, sort: 'size' }, signal),
    () => readFilePage(database, { ...page, sort: 'path' }, signal),
    () => readPartitions(database, { ...at, limit: 1_000 }, signal),
    () => readFolder(database, { ...at, prefix: '' }, signal),
    () => readFilePage(database, { ...page, sort: 'added', filter: { path: 'part-000500001' } }, signal),
  )
  const measured = [
    ['first page by size', bySize],
    ['first page by path', byPath],
    ['one path among them', found],
    ['partitions', partitions],
    ['folders at the root', folders],
  ] as const
  return [
    { ...compared('sizes of all live files, against a replay of the log', sizes, 'ms', replay, 1 / 8) },
    ...measured.map(([name, value]) => ({ name: `${name}, over all live files`, value, unit: 'ms' })),
  ]
}

async function measureScans(database: Database, tableId: string): Promise<Measurement[]> {
  const snapshot = await readSnapshotHeader(database, tableId, HEAD)
  if (!snapshot) throw new Error('expected a snapshot')
  const options = { predicate: 'id > 500000000', keptShown: PAGE, prunedShown: PAGE }
  const scans = {
    'statistics of every file': () => collectStatistics(database, tableId, snapshot, signal),
    'a predicate tested on every file': () => pruneSnapshot(database, tableId, snapshot, options, signal),
  }
  const measured: Measurement[] = []
  for (const [name, scan] of Object.entries(scans)) {
    const thread = watchMainThread()
    const started = performance.now()
    const felt = await watchProcess(name, async () => {
      for await (const _ of scan());
    })
    const value = performance.now() - started
    measured.push({ name, value, unit: 'ms' })
    measured.push({
      name: `longest work without a break, ${name}`,
      value: thread.stop(),
      unit: 'ms',
      aim: STALL_MS_AIM,
    })
    measured.push(...felt)
  }
  return measured
}

/** How long the server goes on with what nobody wants any more. */
async function measureCancels(database: Database, tableId: string): Promise<Measurement[]> {
  const at = { tableId, version: HEAD }
  const page = { ...at, descending: true, filter: {}, limit: PAGE, sort: 'path' } as const
  const works = {
    sizes: (until: AbortSignal) => readFileSizes(database, { ...at, filter: {} }, until),
    'a page by path': (until: AbortSignal) => readFilePage(database, page, until),
    folders: (until: AbortSignal) => readFolder(database, { ...at, prefix: '' }, until),
  }
  const measured: Measurement[] = []
  for (const [name, work] of Object.entries(works)) {
    const leaving = new AbortController()
    const ended = work(leaving.signal).then(
      () => 'done',
      () => 'cancelled',
    )
    await new Promise(resolve => setTimeout(resolve, CANCELLED_AFTER_MS))
    const started = performance.now()
    leaving.abort()
    const how = await ended
    const value = performance.now() - started
    measured.push({ name: `until ${name} was ${how} on the server`, value, unit: 'ms', aim: CANCEL_MS_AIM })
  }
  return measured
}
