import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
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

/**
 * The checkpoint before the comparison would leave it files of the write-ahead log to write over, which the import has had
 * to make: so both make theirs.
 */
const SETTINGS = { wal_recycle: 'off' }

/** What the import fills, but for a row or two of other tables. */
const FILLED = ['dl_add_files', 'dl_table_versions']

/**
 * A whole import, every commit read and checked before the first is written, against one COPY each of the rows that it has
 * made, into empty tables with the same indexes and constraints and without the guards.
 */
export async function benchImport(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-bench-log-'))
  try {
    const log = await writeGeneratedLog(join(folder, 'events'), { commits: COMMITS, addsPerCommit: ADDS_PER_COMMIT })
    return await onBenchServer(({ database }) => measure(database, log, folder), SETTINGS)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(database: Database, log: string, folder: string): Promise<Measurement[]> {
  const { totalMs, phaseMs, peakBytes, delay, cpuMs, workMs, tableId } = await watchedImport(database, log)
  const bareMs = await bareCopy(database, tableId, folder)
  const name = `${COMMITS.toLocaleString('en')} commits with ${(COMMITS * ADDS_PER_COMMIT).toLocaleString('en')} adds`
  const verifyMs = phaseMs.get('verify') ?? 0
  return [
    compared(`import of ${name}, against COPY of the same rows`, totalMs - verifyMs, 'ms', bareMs, 2),
    { name: '  of it: reading and checking every commit', value: phaseMs.get('scan') ?? 0, unit: 'ms' },
    { name: '  of it: writing', value: phaseMs.get('write') ?? 0, unit: 'ms' },
    { name: '  CPU of this process, the comparison included', value: cpuMs, unit: 'ms' },
    { name: 'comparing the table with its source afterwards', value: verifyMs, unit: 'ms' },
    { name: 'memory that the import adds', value: peakBytes / BYTES_PER_MB, unit: 'MB', aim: 300 },
    { name: 'stall of the event loop, p99', value: delay.percentile(99) / NS_PER_MS, unit: 'ms' },
    { name: 'stall of the event loop, longest', value: delay.max / NS_PER_MS, unit: 'ms', aim: 50 },
    { name: 'longest work of the main thread without a turn, by its CPU', value: workMs, unit: 'ms', aim: 50 },
  ]
}

/** The most CPU that this thread has used between two turns of its loop: a stall without what a busy machine adds. */
class Turns {
  longestMs = 0
  #before = process.threadCpuUsage()
  readonly #timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(this.#before)
    this.longestMs = Math.max(this.longestMs, (user + system) / 1e3)
    this.#before = process.threadCpuUsage()
  }, 1)

  end(): void {
    clearInterval(this.#timer)
  }
}

async function watchedImport(database: Database, path: string) {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, SAMPLE_MS)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const turns = new Turns()
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
  const [startMs, startCpu] = [performance.now(), process.cpuUsage()]
  const outcome = await importLog(database, { kind: 'import', path, plan: importPlanSchema.parse({}) }, control)
  const totalMs = performance.now() - startMs
  const { user, system } = process.cpuUsage(startCpu)
  delay.disable()
  clearInterval(sampling)
  turns.end()
  note('verify')
  if (outcome.kind !== 'imported' || outcome.verification?.head !== 'same') {
    throw new Error(`the import ended as ${outcome.kind}`)
  }
  return {
    totalMs,
    phaseMs,
    peakBytes: peak - before,
    delay,
    cpuMs: (user + system) / 1e3,
    workMs: turns.longestMs,
    tableId: outcome.tableId,
  }
}

/** The rows that the import has made, in the bytes in which the server gives them, into empty tables. */
async function bareCopy({ pool }: Database, tableId: string, folder: string): Promise<number> {
  const client = await pool.connect()
  try {
    for (const table of FILLED) {
      await client.query(`create table bench_${table} (like ${table} including all)`)
      const rows = `select * from ${table} where table_id = '${tableId}' order by version`
      const file = createWriteStream(join(folder, table))
      await pipeline(client.query(copyTo(`copy (${rows}) to stdout (format binary)`)), file)
    }
    await client.query('checkpoint')
    const startMs = performance.now()
    for (const table of FILLED) {
      const into = client.query(copyFrom(`copy bench_${table} from stdin (format binary)`))
      await pipeline(createReadStream(join(folder, table)), into)
    }
    return performance.now() - startMs
  } finally {
    client.release()
  }
}
