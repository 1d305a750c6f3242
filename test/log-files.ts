import { checkpointPartFileName, classicCheckpointFileName, commitFileName } from '../src/shared/delta/log-names.ts'
import { type CheckpointRow, checkpointParquet } from './checkpoint-parquet.ts'

/** Files by their paths in a table's folder. */
export type LogFiles = Readonly<Record<string, string | Uint8Array>>

const PROTOCOL = { minReaderVersion: 1, minWriterVersion: 2 }
const METADATA = { id: 'm', format: { provider: 'parquet', options: {} }, schemaString: '{}', partitionColumns: [] }

/** Commits from `first` to `last`; each adds one file, `part-<version>`. Version 0 makes the table. */
export function commitFiles(first: number, last: number): LogFiles {
  const files: Record<string, string> = {}
  for (let version = first; version <= last; version++) {
    const actions: unknown[] = [{ commitInfo: { timestamp: 1_000_000 + version, operation: 'WRITE' } }]
    if (version === 0) actions.push({ protocol: PROTOCOL }, { metaData: { ...METADATA, configuration: {} } })
    actions.push({ add: { ...addOf(version), partitionValues: {} } })
    files[logFile(commitFileName(BigInt(version)))] = actions.map(action => `${JSON.stringify(action)}\n`).join('')
  }
  return files
}

/** The rows of a checkpoint that stands for the commits from 0 to `version`. */
export function checkpointRows(version: number): CheckpointRow[] {
  const adds = Array.from({ length: version + 1 }, (_, index) => {
    const { size, modificationTime, ...add } = addOf(index)
    return { add: { ...add, partitionValues: [], size: BigInt(size), modificationTime: BigInt(modificationTime) } }
  })
  const metaData = { ...METADATA, format: { provider: 'parquet', options: [] }, configuration: [] }
  return [{ protocol: PROTOCOL }, { metaData }, ...adds]
}

export function classicCheckpoint(version: number): LogFiles {
  return { [logFile(classicCheckpointFileName(BigInt(version)))]: checkpointParquet(checkpointRows(version)) }
}

/** The same in `parts` files; `left` out are parts that are not written. */
export function checkpointInParts(version: number, parts: number, left: readonly number[] = []): LogFiles {
  const rows = checkpointRows(version)
  const files: Record<string, Uint8Array> = {}
  for (let part = 1; part <= parts; part++) {
    if (left.includes(part)) continue
    const own = rows.filter((_, index) => index % parts === part - 1)
    files[logFile(checkpointPartFileName(BigInt(version), part, parts))] = checkpointParquet(own)
  }
  return files
}

export function logFile(name: string): string {
  return `_delta_log/${name}`
}

function addOf(version: number) {
  return { path: `part-${version}`, size: 10, modificationTime: version, dataChange: false }
}
