import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commitFileName } from '../src/shared/delta/log-names.ts'
import { creation } from './drafts.ts'

export interface GeneratedLog {
  readonly commits: number
  readonly addsPerCommit: number
  /** Every commit also removes as many files of the one before it. */
  readonly removesPerCommit?: number
}

const START_MS = 1_700_000_000_000

const COLUMNS = { id: 'long', name: 'string', price: 'double', day: 'string' }
const SCHEMA = {
  type: 'struct',
  fields: Object.entries(COLUMNS).map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
}

/** What version 0 needs, for a table of days. */
const PARTITIONED = creation()
  .slice(1)
  .map(action =>
    'metaData' in action
      ? { metaData: { ...Object(action.metaData), partitionColumns: ['day'], schemaString: JSON.stringify(SCHEMA) } }
      : action,
  )

/** Writes the log of a table that was appended to again and again, the same one for the same numbers. */
export async function writeGeneratedLog(folder: string, log: GeneratedLog): Promise<string> {
  await mkdir(join(folder, '_delta_log'), { recursive: true })
  for (let version = 0; version < log.commits; version++) {
    await writeFile(join(folder, '_delta_log', commitFileName(BigInt(version))), generatedCommit(version, log))
  }
  return folder
}

export function generatedCommit(version: number, { addsPerCommit, removesPerCommit = 0 }: GeneratedLog): string {
  const first = version === 0 ? PARTITIONED : []
  const removes = version === 0 ? 0 : removesPerCommit
  const lines = [
    { commitInfo: { timestamp: START_MS + version * 1_000, operation: 'WRITE', operationParameters: {} } },
    ...first,
    ...Array.from({ length: removes }, (_, number) => generatedRemove(version - 1, number)),
    ...Array.from({ length: addsPerCommit }, (_, number) => generatedAdd(version, number)),
  ]
  return lines.map(line => `${JSON.stringify(line)}\n`).join('')
}

function pathOf(version: number, number: number): string {
  const name = `part-${String(number).padStart(5, '0')}-0f1e2d3c-4b5a-6978-8796-${String(version).padStart(12, '0')}`
  return `day=2024-01-${String(1 + (version % 28)).padStart(2, '0')}/${name}.c000.snappy.parquet`
}

function generatedAdd(version: number, number: number): object {
  const id = version * 1_000 + number
  const stats = {
    numRecords: 1_000 + number,
    minValues: { id, name: `a${id}`, price: 0.5 },
    maxValues: { id: id + 999, name: `z${id}`, price: 99.5 },
    nullCount: { id: 0, name: 3, price: 0 },
  }
  return {
    add: {
      path: pathOf(version, number),
      partitionValues: { day: `2024-01-${String(1 + (version % 28)).padStart(2, '0')}` },
      size: 1_000_000 + id,
      modificationTime: START_MS + version * 1_000,
      dataChange: true,
      stats: JSON.stringify(stats),
    },
  }
}

function generatedRemove(version: number, number: number): object {
  return {
    remove: {
      path: pathOf(version, number),
      deletionTimestamp: START_MS + (version + 1) * 1_000,
      dataChange: true,
      extendedFileMetadata: true,
      partitionValues: { day: `2024-01-${String(1 + (version % 28)).padStart(2, '0')}` },
      size: 1_000_000 + version * 1_000 + number,
    },
  }
}
