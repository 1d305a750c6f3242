import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { copyStatement } from '../src/main/copy/table-statements.ts'
import { actionTable } from '../src/main/postgres/action-tables.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { importLog } from '../src/main/replay/import-log.ts'
import { plainControl } from '../src/main/tasks/task-work.ts'
import { importPlanSchema } from '../src/shared/contract/task-inputs.ts'
import type { TaskProgress } from '../src/shared/contract/tasks.ts'
import { writeGeneratedLog } from '../test/generated-log.ts'
import { onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'

/** A million adds; BENCH_IMPORT_COMMITS asks for fewer commits. */
const COMMITS = Number(process.env.BENCH_IMPORT_COMMITS ?? 10_000)
const ADDS_PER_COMMIT = 100
const NS_PER_MS = 1e6
const BYTES_PER_MB = 1024 * 1024
const SAMPLE_MS = 50

/** A table of the shape of dl_add_files with its indexes and without its guards. */
const BARE = { ...actionTable('dl_add_files'), name: 'bench_add_files' }

/** A whole import, every commit read and checked before the first is written, against a COPY of the rows that it makes. */
export async function benchImport(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-bench-log-'))
  try {
    const log = await writeGeneratedLog(join(folder, 'events'), { commits: COMMITS, addsPerCommit: ADDS_PER_COMMIT })
    return await onBenchServer(({ database }) => measure(database, log, join(folder, 'rows.pgcopy')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(database: Database, log: string, file: string): Promise<Measurement[]> {
  const { totalMs, phaseMs, peakBytes, delay, tableId } = await watchedImport(database, log)
  const bareMs = await bareCopy(database, tableId, file)
  const name = `${COMMITS.toLocaleString('en')} commits with ${(COMMITS * ADDS_PER_COMMIT).toLocaleString('en')} adds`
  const verifyMs = phaseMs.get('verify') ?? 0
  return [
    compared(`import of ${name}, against COPY of the same rows`, totalMs - verifyMs, 'ms', bareMs, 2),
    { name: '  of it: reading and checking every commit', value: phaseMs.get('scan') ?? 0, unit: 'ms' },
    { name: '  of it: writing', value: phaseMs.get('write') ?? 0, unit: 'ms' },
    { name: 'comparing the table with its source afterwards', value: verifyMs, unit: 'ms' },
    { name: 'memory that the import adds', value: peakBytes / BYTES_PER_MB, unit: 'MB', aim: 300 },
    { name: 'stall of the event loop, p99', value: delay.percentile(99) / NS_PER_MS, unit: 'ms' },
    { name: 'stall of the event loop, longest', value: delay.max / NS_PER_MS, unit: 'ms', aim: 50 },
  ]
}

async function watchedImport(database: Database, path: string) {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, SAMPLE_MS)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const phaseMs = new Map<TaskProgress['phase'], number>()
  let phase: TaskProgress['phase'] = 'scan'
  let sinceMs = performance.now()
  const note = (next: TaskProgress['phase']) => {
    const now = performance.now()
    phaseMs.set(phase, (phaseMs.get(phase) ?? 0) + now - sinceMs)
    phase = next
    sinceMs = now
  }
  const control = plainControl(randomUUID(), new AbortController().signal, progress => {
    if (progress.phase !== phase) note(progress.phase)
  })
  delay.enable()
  const startMs = performance.now()
  const outcome = await importLog(database, { kind: 'import', path, plan: importPlanSchema.parse({}) }, control)
  const totalMs = performance.now() - startMs
  delay.disable()
  clearInterval(sampling)
  note('verify')
  if (outcome.kind !== 'imported' || outcome.verification?.head !== 'same') {
    throw new Error(`the import ended as ${outcome.kind}`)
  }
  return { totalMs, phaseMs, peakBytes: peak - before, delay, tableId: outcome.tableId }
}

/** The rows that the import has made, in the bytes in which the server gives them, into an empty table. */
async function bareCopy({ pool }: Database, tableId: string, file: string): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('create table bench_add_files (like dl_add_files including all)')
    const columns = BARE.columnNames.join(', ')
    const source = `select ${columns} from dl_add_files where table_id = '${tableId}' order by version, ordinal`
    await pipeline(client.query(copyTo(`copy (${source}) to stdout (format binary)`)), createWriteStream(file))
    await client.query('checkpoint')
    const startMs = performance.now()
    await pipeline(createReadStream(file), client.query(copyFrom(copyStatement(BARE, 'binary'))))
    return performance.now() - startMs
  } finally {
    client.release()
  }
}
