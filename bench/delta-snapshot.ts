import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AddFile, RemoveFile } from '../src/shared/delta/actions.ts'
import { emptySnapshot, SnapshotBuilder } from '../src/shared/delta/snapshot.ts'
import type { Measurement } from './measurement.ts'

const ACTIONS = 1_000_000
const COMMIT_ACTIONS = 1_000
const REMOVED_EVERY = 4
const BYTES_PER_MB = 1_048_576
const MICROSECONDS_PER_MS = 1_000

/** Replaying a million file actions into a snapshot: time, and the memory that the result holds on to. */
export function benchDeltaSnapshot(): Measurement[] {
  const before = heapMb()
  const commits = generatedCommits()
  const generated = heapMb()
  const builder = new SnapshotBuilder()
  const replayMs = cpuMs(() => {
    for (const [version, actions] of commits.entries()) builder.apply(BigInt(version), actions)
  })
  let snapshot = emptySnapshot()
  const buildMs = cpuMs(() => {
    snapshot = builder.build()
  })
  const maps = heapMb()
  return [
    { name: 'reconcile 1 M actions', value: replayMs, unit: 'ms', aim: 3_000 },
    { name: `snapshot of ${snapshot.files.size} live files`, value: buildMs, unit: 'ms' },
    { name: 'memory of 1 M actions without statistics', value: generated - before, unit: 'MB' },
    { name: 'memory of the builder and its snapshot beside them', value: maps - generated, unit: 'MB', aim: 300 },
  ]
}

/** Processor time of this thread: unlike the clock it does not count what a busy machine does in between. */
function cpuMs(work: () => void): number {
  const start = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / MICROSECONDS_PER_MS
}

function heapMb(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / BYTES_PER_MB
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

function generatedCommits(): (AddFile | RemoveFile)[][] {
  const partitionValues = new Map<string, string | null>()
  const commits: (AddFile | RemoveFile)[][] = []
  for (let first = 0; first < ACTIONS; first += COMMIT_ACTIONS) {
    commits.push(
      Array.from({ length: COMMIT_ACTIONS }, (_, offset): AddFile | RemoveFile => {
        const index = first + offset
        if (index % REMOVED_EVERY === REMOVED_EVERY - 1) {
          return { kind: 'remove', path: pathOf(index - 1), dataChange: true, deletionTimestamp: BigInt(index) }
        }
        const [size, modificationTime] = [BigInt(index), BigInt(index)]
        return { kind: 'add', path: pathOf(index), partitionValues, size, modificationTime, dataChange: true }
      }),
    )
  }
  return commits
}

function pathOf(index: number): string {
  return `part-${String(index).padStart(8, '0')}-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.snappy.parquet`
}
