import type { BenchmarkRequest, CopyRunReport } from '../../shared/contract/copies.ts'
import type { CopyCounts } from '../copy/copy-counts.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import { startUntypedCopy } from '../copy/copy-writer.ts'
import type { Table } from '../copy/define-table.ts'
import type { Database } from '../postgres/connection.ts'
import { withScratchTable } from '../postgres/scratch-log.ts'
import type { Connection } from '../postgres/write-session.ts'
import { benchmarkRow, benchmarkRows } from './benchmark-rows.ts'
import type { CopyRuns } from './copy-runs.ts'
import type { RunEnd } from './run-end.ts'

/** `busy`: another program runs it on this database. */
export type BenchmarkOutcome =
  | { readonly kind: 'busy' }
  | { readonly kind: 'copied'; readonly counts: CopyCounts; readonly run: CopyRunReport }

/** COMMIT was sent and not answered. */
class CommitUnanswered extends Error {
  override readonly name = 'CommitUnanswered'
}

/** Rows of one `write`, between two of which other work gets its turn. */
const BATCH_ROWS = 1_000

/** Begins the benchmark, which goes on by itself until it is over or cancelled like any other run. */
export async function startBenchmark(
  database: Database,
  runs: CopyRuns,
  request: BenchmarkRequest,
): Promise<{ kind: 'busy' } | { kind: 'started'; runId: string }> {
  const begun = Promise.withResolvers<{ kind: 'busy' } | { kind: 'started'; runId: string }>()
  const onBegin = (runId: string) => begun.resolve({ kind: 'started', runId })
  runBenchmark(database, runs, request, { onBegin }).then(() => begun.resolve({ kind: 'busy' }), begun.reject)
  return begun.promise
}

/**
 * Copies generated rows into a scratch table and commits them, as a run; the table is dropped whatever happens. Until
 * COMMIT is sent the signal ends it with its reason.
 */
export async function runBenchmark(
  database: Database,
  runs: CopyRuns,
  request: BenchmarkRequest,
  { onBegin, signal }: { onBegin?: (runId: string) => void; signal?: AbortSignal },
): Promise<BenchmarkOutcome> {
  let runId = ''
  const outcome = await withScratchTable(database, (client, table) =>
    runs.watch(
      {
        subject: { kind: 'benchmark', ...request },
        rowsExpected: request.rows,
        onBegin: id => {
          runId = id
          onBegin?.(id)
        },
        work: (observer, stop) => copyAndCommit(client, table, request, observer, stop),
        endOf: endOfCopy,
      },
      signal,
    ),
  )
  const run = runs.get(runId)
  if (outcome === 'busy' || run === undefined) return { kind: 'busy' }
  if (outcome.kind === 'unknown') throw new CommitUnanswered('the connection was lost while COMMIT was under way')
  return { kind: 'copied', counts: outcome.counts, run }
}

type CopyOutcome =
  | { readonly kind: 'copied'; readonly counts: CopyCounts; readonly commitMs: number }
  | { readonly kind: 'unknown' }

async function copyAndCommit(
  client: Connection,
  table: Table,
  { rows, format }: BenchmarkRequest,
  observer: CopyObserver,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  await client.query('begin; set local statement_timeout = 0')
  const constants = { table_id: TABLE_ID }
  const writer = await startUntypedCopy(client, table, { format, constants, observer, rowAt: benchmarkRow, signal })
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    await writer.write(benchmarkRows(first, Math.min(rows, first + BATCH_ROWS)))
  }
  const counts = await writer.finish()
  signal.throwIfAborted()
  const startedMs = performance.now()
  const answer = await client.query('commit').catch(() => undefined)
  if (answer?.command !== 'COMMIT') return { kind: 'unknown' }
  return { kind: 'copied', counts, commitMs: performance.now() - startedMs }
}

function endOfCopy(outcome: CopyOutcome): RunEnd {
  return outcome.kind === 'copied' ? { kind: 'committed', commitMs: outcome.commitMs } : { kind: 'unknown' }
}

const TABLE_ID = '00000000-0000-4000-8000-000000000000'
