import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A folder that holds `_delta_log`, the name it is imported under, and its newest version. */
export interface Log {
  readonly name: string
  readonly path: string
  readonly head: number
}

const REAL = resolve(process.env.DELTADESK_CONFORMANCE_DIR ?? join('..', 'shared', 'delta'), 'tables')

/** The folder of a real log; undefined where it is not at hand. */
export function realLog(name: string): string | undefined {
  const path = join(REAL, name)
  return existsSync(path) ? path : undefined
}

/** Real logs where they are at hand, else one that is written here. */
export async function logs(): Promise<readonly [Log, ...Log[]]> {
  const simple = realLog('delta-rs__simple_table')
  const covid = realLog('delta-rs__COVID-19_NYT')
  if (simple && covid) {
    return [
      { name: 'simple_table', path: simple, head: 4 },
      { name: 'covid', path: covid, head: 0 },
    ]
  }
  return [await writtenLog()]
}

async function writtenLog(): Promise<Log> {
  const path = join(await mkdtemp(join(tmpdir(), 'deltadesk-log-')), 'events')
  await mkdir(join(path, '_delta_log'), { recursive: true })
  const head = 4
  for (let version = 0; version <= head; version++) await writeCommit(path, version)
  return { name: 'events', path, head }
}

async function writeCommit(path: string, version: number): Promise<void> {
  const first = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: '7b1f0a52-3f51-4a5b-9f0e-0e8a3b1c7d11',
        format: { provider: 'parquet', options: {} },
        schemaString: '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]}',
        partitionColumns: [],
        configuration: {},
      },
    },
  ]
  const actions = [
    { commitInfo: { timestamp: 1_760_000_000_000 + version * 60_000, operation: 'WRITE', operationParameters: {} } },
    ...(version === 0 ? first : []),
    {
      add: {
        path: `part-${version}.parquet`,
        partitionValues: {},
        size: 1000 + version,
        modificationTime: 1_760_000_000_000,
        dataChange: true,
      },
    },
  ]
  const name = `${String(version).padStart(20, '0')}.json`
  await writeFile(join(path, '_delta_log', name), actions.map(action => `${JSON.stringify(action)}\n`).join(''))
}

/** A log whose second commit is torn in the middle of a line. */
export async function tornLog(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'deltadesk-log-')), 'torn')
  await mkdir(join(path, '_delta_log'), { recursive: true })
  await writeCommit(path, 0)
  await writeFile(join(path, '_delta_log', `${'1'.padStart(20, '0')}.json`), '{"add":{"path":"a.parq')
  return path
}
