import type { FilePlace, LiveFileLine } from '../../shared/contract/snapshots.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { toActionLine } from './action-line.ts'

/** A row of `dl_add_files` read by `LIVE_FILE_COLUMNS`. */
export interface LiveFileRow extends FilePlace {
  readonly line: string | null
  /** The row as JSON where it has more than plain columns and no line of its own. */
  readonly fields: string | null
  readonly path: string
  /** JSON text. */
  readonly partitionValues: string
  readonly size: bigint
  readonly modificationTime: bigint
  readonly dataChange: boolean
  readonly stats: string | null
  readonly baseRowId: bigint | null
  readonly defaultRowCommitVersion: bigint | null
  readonly clusteringProvider: string | null
}

/** Of `dl_add_files f`. Most files have plain columns alone, and those cost no JSON on the server. */
export const LIVE_FILE_COLUMNS = `f.version, f.ordinal, f.line,
  case when f.line is null and coalesce(f.tags, f.deletion_vector, f.extra) is not null then to_json(f)::text end as fields,
  f.path, f.partition_values as "partitionValues", f.size, f.modification_time as "modificationTime",
  f.data_change as "dataChange", f.stats, f.base_row_id as "baseRowId",
  f.default_row_commit_version as "defaultRowCommitVersion", f.clustering_provider as "clusteringProvider"`

/** The add that the row holds, byte for byte as it was committed (C6). */
export function toLiveFile(row: LiveFileRow): LiveFileLine {
  return { version: row.version, ordinal: row.ordinal, line: lineOf(row) }
}

function lineOf(row: LiveFileRow): string {
  const { line, fields } = row
  if (line !== null || fields !== null) return toActionLine({ source: 'dl_add_files', line, fields })
  const partitionValues = readValues(row.partitionValues)
  if (partitionValues === undefined) return toActionLine({ source: 'dl_add_files', line, fields: rowJson(row) })
  return printAction({
    kind: 'add',
    path: row.path,
    partitionValues,
    size: row.size,
    modificationTime: row.modificationTime,
    dataChange: row.dataChange,
    stats: row.stats ?? undefined,
    baseRowId: row.baseRowId ?? undefined,
    defaultRowCommitVersion: row.defaultRowCommitVersion ?? undefined,
    clusteringProvider: row.clusteringProvider ?? undefined,
  })
}

/** Undefined where another program has stored what is no map of text and null. */
function readValues(json: string): Map<string, string | null> | undefined {
  const values: unknown = JSON.parse(json)
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined
  const texts = new Map<string, string | null>()
  for (const [name, value] of Object.entries<unknown>({ ...values })) {
    if (value !== null && typeof value !== 'string') return undefined
    texts.set(name, value)
  }
  return texts
}

function rowJson(row: LiveFileRow): string {
  const members: readonly (readonly [column: string, json: string])[] = [
    ['path', JSON.stringify(row.path)],
    ['partition_values', row.partitionValues],
    ['size', String(row.size)],
    ['modification_time', String(row.modificationTime)],
    ['data_change', String(row.dataChange)],
    ['stats', JSON.stringify(row.stats)],
    ['base_row_id', String(row.baseRowId)],
    ['default_row_commit_version', String(row.defaultRowCommitVersion)],
    ['clustering_provider', JSON.stringify(row.clusteringProvider)],
  ]
  return `{${members.map(([column, json]) => `"${column}":${json}`).join(',')}}`
}
