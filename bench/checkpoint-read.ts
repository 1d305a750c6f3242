import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DecoderThread } from '../src/main/delta-log/checkpoint/decoder-thread.ts'
import { BytesObject } from '../src/main/object-store/range-object.ts'
import { type CheckpointRow, checkpointOfGroups } from '../test/checkpoint-parquet.ts'
import { compared, type Measurement } from './measurement.ts'

const FILES = 1_000_000
const GROUP_ROWS = 100_000
const NANOSECONDS_PER_MS = 1_000_000
const MICROSECONDS_PER_MS = 1_000
const STALL_MS_AIM = 50

/** Reading a checkpoint of a million files into actions, beside hyparquet's own reading of the same rows into objects. */
export async function benchCheckpointRead(): Promise<Measurement[]> {
  const bytes = checkpointOfGroups(generatedGroups())
  const start = performance.now()
  await readWithHyparquet(bytes)
  const baselineMs = performance.now() - start
  const { ms, mainMs, stallMs } = await readInThread(bytes)
  return [
    compared('read a checkpoint of 1 M files, against hyparquet alone', ms, 'ms', baselineMs, 1),
    { name: 'rows a second', value: (FILES * 1_000) / ms, unit: 'rows/s' },
    { name: 'the main thread’s part of it', value: mainMs, unit: 'ms' },
    { name: 'longest stall of the main thread meanwhile', value: stallMs, unit: 'ms', aim: STALL_MS_AIM },
  ]
}

/** A row group at a time: all million objects at once need more memory than a process has. */
async function readWithHyparquet(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const file = { byteLength: bytes.length, slice: (from: number, to?: number) => bytes.buffer.slice(from, to) }
  let rows = 0
  for (let rowStart = 0; rowStart < FILES; rowStart += GROUP_ROWS) {
    rows += (await parquetReadObjects({ file, compressors, rowStart, rowEnd: rowStart + GROUP_ROWS })).length
  }
  if (rows !== FILES) throw new Error(`${rows} rows came back`)
}

async function readInThread(bytes: Uint8Array): Promise<{ ms: number; mainMs: number; stallMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const [start, cpu] = [performance.now(), process.threadCpuUsage()]
  delay.enable()
  let actions = 0
  {
    await using thread = new DecoderThread()
    const object = new BytesObject(bytes, 0n)
    for await (const batch of thread.decode(object, 'checkpoint', new AbortController().signal)) actions += batch.length
  }
  delay.disable()
  if (actions !== FILES) throw new Error(`${actions} actions came back`)
  const { user, system } = process.threadCpuUsage(cpu)
  return {
    ms: performance.now() - start,
    mainMs: (user + system) / MICROSECONDS_PER_MS,
    stallMs: delay.max / NANOSECONDS_PER_MS,
  }
}

function* generatedGroups(): Generator<CheckpointRow[], void> {
  for (let first = 0; first < FILES; first += GROUP_ROWS) {
    yield Array.from({ length: GROUP_ROWS }, (_, offset) => ({ add: generatedAdd(first + offset) }))
  }
}

function generatedAdd(index: number): CheckpointRow {
  const day = `2024-01-${String(1 + (index % 28)).padStart(2, '0')}`
  const stats = {
    numRecords: 1_000 + index,
    minValues: { id: index * 1_000, name: `a${index}` },
    maxValues: { id: index * 1_000 + 999, name: `z${index}` },
    nullCount: { id: 0, name: 3 },
  }
  return {
    path: `day=${day}/part-${String(index).padStart(5, '0')}-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.parquet`,
    partitionValues: [{ key: 'day', value: day }],
    size: BigInt(1_000_000 + index),
    modificationTime: BigInt(1_700_000_000_000 + index),
    dataChange: false,
    stats: JSON.stringify(stats),
  }
}
