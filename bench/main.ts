/**
 * `npm run bench [-- --json] [-- name]` prints one line a measurement; a name picks the benches whose file contains it.
 * `-- --write` keeps them in docs/benchmarks.md besides, beside those of other benches.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { benchmarksDocument, type MeasuredBench } from './benchmarks-document.ts'
import { benchCatalogPages } from './catalog-pages.ts'
import { benchCheckpointRead } from './checkpoint-read.ts'
import { benchCheckpointWrite } from './checkpoint-write.ts'
import { benchCommitStream } from './commit-stream.ts'
import { benchCommitWriters } from './commit-writers.ts'
import { benchComposeScreen } from './compose-screen.ts'
import { benchCopyCancel } from './copy-cancel.ts'
import { benchCopyCommits } from './copy-commits.ts'
import { benchCopyCrossover } from './copy-crossover.ts'
import { benchCopyRows } from './copy-rows.ts'
import { benchDeltaParse } from './delta-parse.ts'
import { benchDeltaSnapshot } from './delta-snapshot.ts'
import { benchForecast } from './forecast.ts'
import { benchHistoryPages } from './history-pages.ts'
import { benchHistoryScreen } from './history-screen.ts'
import { benchImport } from './import.ts'
import { benchManyLiveFiles } from './many-live-files.ts'
import { type Bench, type Measurement, shownNumber, takeServerNote } from './measurement.ts'
import { benchMirrorCatchUp } from './mirror-catch-up.ts'
import { benchMirrorPublish } from './mirror-publish.ts'
import { benchSimulation } from './simulation.ts'
import { benchSimulatorScreen } from './simulator-screen.ts'
import { benchSnapshotQueries } from './snapshot-queries.ts'
import { benchWalkMemory } from './walk-memory.ts'

const BENCHES: Readonly<Record<string, Bench>> = {
  'catalog-pages': benchCatalogPages,
  'checkpoint-read': benchCheckpointRead,
  'checkpoint-write': benchCheckpointWrite,
  'commit-stream': benchCommitStream,
  'commit-writers': benchCommitWriters,
  'compose-screen': benchComposeScreen,
  'copy-cancel': benchCopyCancel,
  'copy-commits': benchCopyCommits,
  'copy-crossover': benchCopyCrossover,
  'copy-rows': benchCopyRows,
  'delta-parse': benchDeltaParse,
  'delta-snapshot': benchDeltaSnapshot,
  forecast: benchForecast,
  'history-pages': benchHistoryPages,
  'history-screen': benchHistoryScreen,
  import: benchImport,
  'many-live-files': benchManyLiveFiles,
  'mirror-catch-up': benchMirrorCatchUp,
  'mirror-publish': benchMirrorPublish,
  simulation: benchSimulation,
  'simulator-screen': benchSimulatorScreen,
  'snapshot-queries': benchSnapshotQueries,
  'walk-memory': benchWalkMemory,
}

const DOCUMENT = 'docs/benchmarks.md'
const COLUMNS = ['name', 'value', 'unit', 'limit', 'ratio', 'aim'] as const
const NAME_WIDTH = 76
const NUMBER_WIDTH = 12

const options = process.argv.slice(2)
const asJson = options.includes('--json')
const wanted = options.filter(option => !option.startsWith('--'))

const measured: MeasuredBench[] = []
if (!asJson) console.log(row([...COLUMNS]))
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.some(part => name.includes(part))) continue
  const measurements = await bench()
  measured.push({ name, measurements, server: takeServerNote() })
  for (const measurement of measurements) console.log(asJson ? JSON.stringify(measurement) : table(measurement))
}
if (options.includes('--write')) {
  const before = await readFile(DOCUMENT, 'utf8').catch(() => '')
  await writeFile(DOCUMENT, benchmarksDocument(before, measured, new Date()))
}

function table(measurement: Measurement): string {
  return row(COLUMNS.map(column => cell(measurement[column])))
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '-'
  return typeof value === 'string' ? value : shownNumber(value)
}

function row([name = '', ...cells]: string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map(text => text.padStart(NUMBER_WIDTH)).join('')
}
