import { commit } from '../src/main/log/commit.ts'
import { type Database, openDatabase } from '../src/main/postgres/connection.ts'
import { creation, draftOf, newTable } from '../test/drafts.ts'
import { startSlowWay } from '../test/slow-way.ts'
import { addRows } from './add-rows.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

/** How long a person may wait for the answer to a cancellation. */
const ACKNOWLEDGED_MS_MAX = 250
const FILES = 50_000
/** What is sent besides the COPY has to pass the slow way as well. */
const FILES_SLOWLY = 2_000
const SLOW_BYTES_PER_SECOND = 64 * 1024
/** Moments after the beginning of the insert at which somebody cancels: all of them within the COPY. */
const MOMENTS_MS = [5, 20, 60, 100, 150]

/** The slowest answer to a cancellation in the middle of a commit's COPY; nothing of it may be left. */
export function benchCopyCancel(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const way = await startSlowWay(database.config, SLOW_BYTES_PER_SECOND)
    const slow = await openDatabase(way.config, { statementTimeoutMs: 0 })
    try {
      const quick = await slowestAnswerMs(database, database, FILES)
      const outrun = await slowestAnswerMs(database, slow, FILES_SLOWLY)
      return [
        compared('cancel in the middle of a COPY, slowest answer', quick, 'ms', ACKNOWLEDGED_MS_MAX, 1),
        compared('the same on a way of 64 KB/s, slowest answer', outrun, 'ms', ACKNOWLEDGED_MS_MAX, 1),
      ]
    } finally {
      await slow.close()
      await way.close()
    }
  })
}

async function slowestAnswerMs(database: Database, by: Database, files: number): Promise<number> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  const lines = Array.from(addRows(files), ({ path, stats }) => ({
    add: { path, partitionValues: {}, size: 1_000_000, modificationTime: 1_700_000_000_000, dataChange: true, stats },
  }))
  let slowest = 0
  for (const momentMs of MOMENTS_MS) {
    slowest = Math.max(slowest, await answerMs(by, draftOf(tableId, 1n, lines), momentMs))
  }
  const { rows } = await database.pool.query('select from dl_add_files where table_id = $1', [tableId])
  if (rows.length > 0) throw new Error('a cancelled commit has left rows')
  return slowest
}

async function answerMs(database: Database, draft: Parameters<typeof commit>[1], momentMs: number): Promise<number> {
  const abort = new AbortController()
  let askedMs = 0
  const cancel = () => {
    askedMs = performance.now()
    abort.abort()
  }
  // Only what is under way can be cancelled: the clock starts with the first COPY.
  const observer = () => {
    setTimeout(cancel, momentMs)
    return () => {}
  }
  const outcome = await commit(database, draft, { observer }, abort.signal)
  if (outcome.kind !== 'cancelled') throw new Error(`the commit was not cancelled: ${outcome.kind}`)
  return performance.now() - askedMs
}
