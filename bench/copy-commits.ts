import { copyUntypedRows } from '../src/main/copy/copy-writer.ts'
import { commit } from '../src/main/log/commit.ts'
import { actionTable } from '../src/main/postgres/action-tables.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { withConnection } from '../src/main/postgres/transaction.ts'
import { creation, draftOf, newTable } from '../test/drafts.ts'
import { addRows } from './add-rows.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

const SIZES = [1, 10, 100, 1_000, 10_000, 100_000]
const ROWS_PER_SIZE = 30_000
const RUNS_MIN = 2
const RUNS_MAX = 50
const AIM_BY_SIZE: Readonly<Record<number, number>> = { 10000: 1.25 }
const AIM_DEFAULT = 2
/** The specification's limit for a commit of 10,000 files. */
const LARGE_COMMIT_FILES = 10_000
const LARGE_COMMIT_MS_MAX = 5_000

/** Whole commits, from the draft's text to its durable version, against the bare COPY of their rows. */
export function benchCopyCommits(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const measurements: Measurement[] = []
    for (const size of SIZES) measurements.push(...(await measure(database, size)))
    return measurements
  })
}

async function measure(database: Database, size: number): Promise<Measurement[]> {
  const rows = [...addRows(size)]
  const lines = rows.map(({ path, stats }) => ({
    add: { path, partitionValues: {}, size: 1_000_000, modificationTime: 1_700_000_000_000, dataChange: true, stats },
  }))
  const runs = Math.min(RUNS_MAX, Math.max(RUNS_MIN, Math.ceil(ROWS_PER_SIZE / size)))
  let [committing, copying, validating, writing, parsing] = [Infinity, Infinity, Infinity, Infinity, Infinity]
  for (let run = 0; run < runs; run++) {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    const draft = draftOf(tableId, 1n, lines)
    let start = performance.now()
    const outcome = await commit(database, draft)
    committing = Math.min(committing, performance.now() - start)
    if (outcome.kind !== 'committed') throw new Error(`the commit was not made: ${JSON.stringify(outcome)}`)
    const { validate = 0, insert = 0, record = 0, commit: end = 0 } = outcome.timings
    validating = Math.min(validating, validate)
    writing = Math.min(writing, insert + record + end)
    start = performance.now()
    parseAlone(draft.actions)
    parsing = Math.min(parsing, performance.now() - start)
    const other = await newTable(database)
    start = performance.now()
    await withConnection(database, async client => {
      await client.query('begin')
      await copyUntypedRows(client, actionTable('dl_add_files'), rows, { constants: { table_id: other } })
      await client.query('commit')
    })
    copying = Math.min(copying, performance.now() - start)
  }
  const name = `commit of ${size.toLocaleString('en')} files`
  return [
    compared(`${name}, against the bare COPY of its rows`, committing, 'ms', copying, AIM_BY_SIZE[size] ?? AIM_DEFAULT),
    compared(`${name}: its writing (insert, record, commit)`, writing, 'ms', copying, AIM_BY_SIZE[size] ?? AIM_DEFAULT),
    { name: `${name}: reading and checking the draft's text`, value: validating, unit: 'ms' },
    withoutAim(`${name}: JSON.parse of its lines and their statistics, and nothing else`, parsing, copying),
    ...(size === LARGE_COMMIT_FILES
      ? [{ name: `${name}, against the specification`, value: committing, unit: 'ms', aim: LARGE_COMMIT_MS_MAX }]
      : []),
  ]
}

/** The least that whoever looks at what a commit says has to do. */
function parseAlone(actions: string): void {
  for (const line of actions.split('\n')) if (line !== '') JSON.parse(JSON.parse(line).add.stats)
}

function withoutAim(name: string, value: number, limit: number): Measurement {
  return { name, value, unit: 'ms', limit, ratio: value / limit }
}
