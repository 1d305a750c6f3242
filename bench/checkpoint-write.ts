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

/** BENCH_CHECKPOINT_FILES asks for another size. */
const FILES = Number(process.env.BENCH_CHECKPOINT_FILES ?? 100_000)
const COMMIT_FILES = 50_000
const BYTES_PER_MB = 1024 * 1024
const { signal } = new AbortController()

/** Checkpoints of one table with and without typed statistics, against that of delta-rs from the same commits. */
export function benchCheckpointWrite(): Promise<Measurement[]> {
  return onBenchServer(async server => {
    const name = `${FILES.toLocaleString('en')} files`
    const plain = await measure(server, false)
    const typed = await measure(server, true)
    const theirs = timeDeltars(plain.folder)
    const beside = (what: string, ms: number): Measurement =>
      theirs
        ? compared(`${what}, against delta-rs`, ms, 'ms', theirs.totalMs, 3)
        : { name: what, value: ms, unit: 'ms' }
    return [
      beside(`checkpoint of ${name}, verified`, plain.ms),
      beside(`  with statistics as columns too`, typed.ms),
      ...(theirs
        ? [{ name: '  delta-rs: writing alone, the table being open', value: theirs.writeMs, unit: 'ms' }]
        : []),
      { name: '  size', value: plain.bytes / BYTES_PER_MB, unit: 'MB' },
      {
        name: '  longest work of the main thread without a break',
        value: Math.max(plain.stallMs, typed.stallMs),
        unit: 'ms',
        aim: 50,
      },
    ]
  })
}

async function measure({ database, folder }: BenchServer, isTyped: boolean) {
  const path = join(folder, isTyped ? 'typed' : 'plain')
  await mkdir(path)
  const { tableId, head } = await fill(database, path, isTyped)
  const copy = `${path}-for-others`
  await cp(path, copy, { recursive: true })
  await using store = await WritableFolderStore.open(path)
  const run = async () => {
    const thread = watchMainThread()
    const start = performance.now()
    const outcome = await makeCheckpoint(database, tableId, head, store, { nowMs: 0n }, signal)
    const ms = performance.now() - start
    const stallMs = thread.stop()
    if (outcome.kind !== 'written') throw new Error(`the checkpoint was ${outcome.kind}`)
    return { ms, stallMs, bytes: outcome.sizeInBytes, folder: copy }
  }
  const [first, second] = [await run(), await run()]
  return first.ms < second.ms ? first : second
}

async function fill(database: Database, path: string, isTyped: boolean) {
  const tableId = await newTable(database)
  await using store = await WritableFolderStore.open(path)
  let version = 0n
  for (let first = 0; first < FILES; first += COMMIT_FILES) {
    const count = Math.min(COMMIT_FILES, FILES - first)
    const adds = Array.from({ length: count }, (_, index) => generatedAdd(first + index))
    const actions = [...(first === 0 ? creation(isTyped) : []), ...adds]
      .map(line => `${JSON.stringify(line)}\n`)
      .join('')
    const draft = { tableId, commitId: randomUUID(), readVersion: version - 1n, expectedVersion: version, actions }
    const outcome = await commit(database, draft)
    if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome).slice(0, 500))
    await store.createOnly(`_delta_log/${commitFileName(version)}`, new TextEncoder().encode(actions), {}, signal)
    version++
  }
  await database.pool.query('vacuum analyze dl_add_files')
  return { tableId, head: version - 1n }
}

function creation(isTyped: boolean): object[] {
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
  return [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }, { metaData }]
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
