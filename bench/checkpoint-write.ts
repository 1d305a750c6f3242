import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DELTARS, pythonOf } from '../scripts/readers/reader.ts'
import { commit } from '../src/main/log/commit.ts'
import { makeCheckpoint } from '../src/main/mirror/checkpoint/make-checkpoint.ts'
import { WritableFolderStore } from '../src/main/object-store/writable-folder-store.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { commitFileName } from '../src/shared/delta/log-names.ts'
import { newTable } from '../test/drafts.ts'
import { type BenchServer, onBenchServer } from './copy-server.ts'
import { compared, type Measurement } from './measurement.ts'
import { watchMainThread } from './watch-main-thread.ts'

/** BENCH_CHECKPOINT_FILES asks for other sizes, with commas between them. */
const SIZES = (process.env.BENCH_CHECKPOINT_FILES ?? '100000,1000000').split(',').map(Number)
const COMMIT_FILES = 50_000
const RUNS = 2
const SAMPLE_MS = 20
const BYTES_PER_MB = 1024 * 1024
const { signal } = new AbortController()

/** Checkpoints of one table with and without typed statistics, against that of delta-rs from the same commits. */
export async function benchCheckpointWrite(): Promise<Measurement[]> {
  const measured: Measurement[] = []
  for (const files of SIZES) measured.push(...(await onBenchServer(server => measureSize(server, files))))
  return measured
}

async function measureSize({ database, folder }: BenchServer, files: number): Promise<Measurement[]> {
  const path = join(folder, 'table')
  await mkdir(path)
  await using store = await WritableFolderStore.open(path)
  const table = { database, store, tableId: await newTable(database) }
  const head = await fill(table, files)
  const copy = `${path}-for-others`
  await cp(path, copy, { recursive: true })
  const plain = await measure(table, head)
  await append(table, head + 1n, [metadata(true)])
  const typed = await measure(table, head + 1n)
  const theirs = timeDeltars(copy)
  const beside = (what: string, ms: number): Measurement =>
    theirs ? compared(`${what}, against delta-rs`, ms, 'ms', theirs.totalMs, 3) : { name: what, value: ms, unit: 'ms' }
  return [
    beside(`checkpoint of ${files.toLocaleString('en')} files, verified`, plain.ms),
    beside(`  with statistics as columns too`, typed.ms),
    ...(theirs ? [{ name: '  delta-rs: writing alone, the table being open', value: theirs.writeMs, unit: 'ms' }] : []),
    { name: '  size', value: plain.bytes / BYTES_PER_MB, unit: 'MB' },
    { name: '  memory that it adds, its thread included', value: Math.max(plain.addedMb, typed.addedMb), unit: 'MB' },
    {
      name: '  longest work of the main thread without a break',
      value: Math.max(plain.stallMs, typed.stallMs),
      unit: 'ms',
      aim: 50,
    },
  ]
}

interface FilledTable {
  readonly database: Database
  readonly store: WritableFolderStore
  readonly tableId: string
}

/** The fastest of some runs, and what the longest of them added. */
async function measure({ database, store, tableId }: FilledTable, version: bigint) {
  let [ms, stallMs, addedMb, bytes] = [Number.POSITIVE_INFINITY, 0, 0, 0]
  for (let run = 0; run < RUNS; run++) {
    const before = process.memoryUsage.rss()
    const sampling = setInterval(() => {
      addedMb = Math.max(addedMb, (process.memoryUsage.rss() - before) / BYTES_PER_MB)
    }, SAMPLE_MS)
    const thread = watchMainThread()
    const start = performance.now()
    const outcome = await makeCheckpoint(database, tableId, version, store, { nowMs: 0n }, signal)
    ms = Math.min(ms, performance.now() - start)
    stallMs = Math.max(stallMs, thread.stop())
    clearInterval(sampling)
    if (outcome.kind !== 'written') throw new Error(`the checkpoint was ${outcome.kind}`)
    bytes = outcome.sizeInBytes
  }
  return { ms, stallMs, addedMb, bytes }
}

/** Gives the head. */
async function fill(table: FilledTable, files: number): Promise<bigint> {
  let version = 0n
  for (let first = 0; first < files; first += COMMIT_FILES) {
    const count = Math.min(COMMIT_FILES, files - first)
    const adds = Array.from({ length: count }, (_, index) => generatedAdd(first + index))
    await append(table, version, [...(first === 0 ? [PROTOCOL, metadata(false)] : []), ...adds])
    version++
  }
  await table.database.pool.query('vacuum analyze dl_add_files')
  return version - 1n
}

async function append({ database, store, tableId }: FilledTable, version: bigint, lines: object[]): Promise<void> {
  const actions = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  const draft = { tableId, commitId: randomUUID(), readVersion: version - 1n, expectedVersion: version, actions }
  const outcome = await commit(database, draft)
  if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome).slice(0, 500))
  await store.createOnly(`_delta_log/${commitFileName(version)}`, new TextEncoder().encode(actions), {}, signal)
}

const PROTOCOL = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } }

function metadata(isTyped: boolean): object {
  const fields = [
    ['day', 'date'],
    ['id', 'long'],
    ['name', 'string'],
  ].map(([name, type]) => ({ name, type, nullable: true, metadata: {} }))
  const metaData = {
    id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns: ['day'],
    configuration: { 'delta.checkpoint.writeStatsAsStruct': String(isTyped) },
    createdTime: 1,
  }
  return { metaData }
}

function generatedAdd(index: number): object {
  const day = `2024-01-${String(1 + (index % 28)).padStart(2, '0')}`
  const stats = {
    numRecords: 1_000 + index,
    minValues: { id: index * 1_000, name: `a${index}` },
    maxValues: { id: index * 1_000 + 999, name: `z${index}` },
    nullCount: { id: 0, name: 3 },
  }
  return {
    add: {
      path: `day=${day}/part-${String(index).padStart(5, '0')}-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.parquet`,
      partitionValues: { day },
      size: 1_000_000 + index,
      modificationTime: 1_700_000_000_000 + index,
      dataChange: true,
      stats: JSON.stringify(stats),
    },
  }
}

/** The faster of two runs; undefined where delta-rs is not to be had. */
function timeDeltars(folder: string): { totalMs: number; writeMs: number } | undefined {
  const python = pythonOf(DELTARS)
  if (python === undefined) return undefined
  const script = join(import.meta.dirname, '..', 'scripts', 'readers', 'time_checkpoint.py')
  const runs = [1, 2].flatMap(run => {
    // Where there is a checkpoint already, delta-rs has nothing to do.
    const fresh = `${folder}-${run}`
    cpSync(folder, fresh, { recursive: true })
    const { stdout, status } = spawnSync(python, [script, fresh], { encoding: 'utf8' })
    const [openMs = 0, writeMs = 0] = stdout.split(' ').map(Number)
    return status === 0 ? [{ totalMs: openMs + writeMs, writeMs }] : []
  })
  return runs.sort((a, b) => a.totalMs - b.totalMs)[0]
}
