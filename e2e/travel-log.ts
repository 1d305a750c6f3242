import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from './logs.ts'

export const REMOVED_FILE = 'dt=2026-11-18/part-a.parquet'

/** A partitioned table whose column is renamed in v2, and of which v3 rewrites the file of v1 that is looked for. */
export async function travelLog(): Promise<Log> {
  const path = join(await mkdtemp(join(tmpdir(), 'deltadesk-log-')), 'travels')
  await mkdir(join(path, '_delta_log'), { recursive: true })
  const commits = [
    ['CREATE TABLE', { protocol: { minReaderVersion: 2, minWriterVersion: 5 } }, metadata('note')],
    ['WRITE', add(REMOVED_FILE, '2026-11-18', 1, 100), add('dt=2026-11-19/part-b.parquet', '2026-11-19', 101, 200)],
    ['RENAME COLUMN', metadata('remark')],
    ['DELETE', remove(REMOVED_FILE, '2026-11-18'), add('dt=2026-11-18/part-c.parquet', '2026-11-18', 1, 90)],
    ['WRITE', add('dt=2026-11-20/part-d.parquet', '2026-11-20', 201, 300)],
  ] as const
  for (const [version, [operation, ...actions]] of commits.entries()) {
    const timestamp = 1_760_000_000_000 + version * 60_000
    const lines = [{ commitInfo: { timestamp, operation, operationParameters: {} } }, ...actions]
    const name = `${String(version).padStart(20, '0')}.json`
    await writeFile(join(path, '_delta_log', name), lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  }
  return { name: 'travels', path, head: commits.length - 1 }
}

function metadata(noteColumn: string): object {
  const field = (id: number, name: string, physical: string, type: string) => ({
    name,
    type,
    nullable: true,
    metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
  })
  const fields = [field(1, 'id', 'c1', 'long'), field(2, noteColumn, 'c2', 'string'), field(3, 'dt', 'c3', 'date')]
  return {
    metaData: {
      id: 'a0f5e6ce-5b1c-4d5e-9a43-2c9a1f6d7b10',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns: ['dt'],
      configuration: { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '3' },
      createdTime: 1_760_000_000_000,
    },
  }
}

function add(path: string, dt: string, low: number, high: number): object {
  const stats = { numRecords: 100, minValues: { c1: low }, maxValues: { c1: high }, nullCount: { c1: 0 } }
  const modificationTime = 1_760_000_000_000
  return {
    add: {
      ...{ path, partitionValues: { c3: dt }, size: 4_194_304, modificationTime, dataChange: true },
      stats: JSON.stringify(stats),
    },
  }
}

function remove(path: string, dt: string): object {
  return {
    remove: {
      ...{ path, deletionTimestamp: 1_760_000_180_000, dataChange: true, extendedFileMetadata: true },
      ...{ partitionValues: { c3: dt }, size: 4_194_304 },
    },
  }
}
