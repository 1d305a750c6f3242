import type { Database } from '../src/main/postgres/connection.ts'
import { findVersions } from '../src/main/postgres/find-versions.ts'
import { readOverview } from '../src/main/postgres/overview.ts'
import { getTable } from '../src/main/postgres/tables.ts'
import { readTimeline } from '../src/main/postgres/timeline.ts'
import { readGrowth, readHistoryPage } from '../src/main/postgres/versions.ts'
import { resolveFilter } from '../src/shared/history/filter.ts'
import { parseFilter } from '../src/shared/history/parse-filter.ts'
import { generateHistory } from '../test/generated-history.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const VERSIONS = Number(process.env.DELTADESK_BENCH_VERSIONS ?? 1_000_000)
const RUNS = 15
const PAGE = 200
const MS_AIM = 50
const { signal } = new AbortController()

/** The history of a table of a million versions: pages against the bare range of the key, filters, course and timeline. */
export function benchHistoryPages(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const tableId = await fill(database)
    return [
      ...(await pages(database, tableId)),
      ...(await filters(database, tableId)),
      ...(await pictures(database, tableId)),
    ]
  })
}

/** The guards would take hours for a million versions at once; a superuser's bulk load goes past them. */
async function fill(database: Database): Promise<string> {
  const client = await database.pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    const wanted = { name: 'long', versions: VERSIONS, publishedBefore: VERSIONS - 20 }
    const tableId = await generateHistory(client, wanted)
    await client.query('vacuum (analyze) dl_table_versions, dl_txn_actions, dl_mirror_status, dl_add_files')
    return tableId
  } finally {
    await client.query('set session_replication_role = origin')
    client.release()
  }
}

async function pages(database: Database, tableId: string): Promise<Measurement[]> {
  const places = { head: VERSIONS, middle: VERSIONS / 2, first: PAGE + 1 }
  const measured: Measurement[] = []
  for (const [place, before] of Object.entries(places)) {
    const [page = 0, bare = 0] = await fastest(
      () => readHistoryPage(database, { tableId, before: BigInt(before), limit: PAGE }),
      () =>
        database.pool.query({
          name: 'bare_page',
          text: 'select * from dl_table_versions where table_id = $1 and version < $2 order by version desc limit $3',
          values: [tableId, before, PAGE + 1],
        }),
    )
    measured.push(compared(`page of ${PAGE} versions at the ${place}`, page, 'ms', bare, 2))
  }
  return measured
}

async function filters(database: Database, tableId: string): Promise<Measurement[]> {
  const texts = [
    'op:MERGE',
    'op:RESTORE',
    'op:NOTHING',
    'by:ana',
    'by:ana op:MERGE',
    'txn:stream-1',
    'is:schema',
    'is:unpublished',
    'is:foreign',
    'files>30',
    'bytes>400mb',
    'bytes>900gb',
    '<2000d',
    'is:append',
    'is:rewrite',
    'is:quiet',
    'is:quiet by:ana',
    '-op:WRITE',
    '-is:quiet',
    '-txn:stream-1',
    '-by:etl-* op:MERGE',
    'path:part-999999-',
    'path:part-999999- v:999000..',
  ]
  const measured: Measurement[] = []
  for (const text of texts) {
    const filter = resolveFilter(parseFilter(text, Date.now()).terms, Date.now())
    let found = 0
    const [value = 0] = await fastest(async () => {
      const page = await findVersions(database, { tableId, filter, limit: PAGE }, signal)
      found = page.versions.length
    })
    measured.push({ name: `filter ${text} (${found} found)`, value, unit: 'ms', aim: MS_AIM })
  }
  return measured
}

async function pictures(database: Database, tableId: string): Promise<Measurement[]> {
  const overview = await readOverview(database, { tableId, buckets: 240 }, signal)
  if (!overview) throw new Error('expected an overview')
  const { fromMs, toMs } = overview
  const request = { tableId, fromMs, toMs, lanes: 'committer', buckets: 900 } as const
  const [open = 0, growth = 0, course = 0, counted = 0, drawn = 0] = await fastest(
    () => getTable(database, 'long'),
    () => readGrowth(database, tableId, 300),
    () => readOverview(database, { tableId, buckets: 240 }, signal),
    () => readTimeline(database, request, signal),
    () => readTimeline(database, { ...request, toMs: fromMs + (toMs - fromMs) / 110 }, signal),
  )
  return [
    { name: 'open the table', value: open, unit: 'ms', aim: 5 },
    { name: 'growth at 300 versions', value: growth, unit: 'ms', aim: MS_AIM },
    { name: 'course in 240 parts of time', value: course, unit: 'ms', aim: MS_AIM },
    { name: 'timeline of everything, counted', value: counted, unit: 'ms', aim: 1_000 },
    { name: 'timeline of 9,000 commits', value: drawn, unit: 'ms', aim: 150 },
  ]
}

async function fastest(...works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0; run < RUNS; run++) {
    for (const [index, work] of works.entries()) {
      const started = performance.now()
      await work()
      times[index] = Math.min(times[index] ?? 0, performance.now() - started)
    }
  }
  return times
}
