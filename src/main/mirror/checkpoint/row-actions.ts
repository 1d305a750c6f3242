import type { AddFile, DeletionVector, RemoveFile, Tags } from '../../../shared/delta/actions.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import type { CheckpointAdd, CheckpointRemove } from '../../postgres/checkpoint-files.ts'

/** The add of a stored row as a checkpoint has it: not a change of data, without fields unknown to this program. */
export function addOfRow(row: CheckpointAdd): AddFile {
  return {
    kind: 'add',
    path: row.path,
    partitionValues: stringsOf(row.partitionValues),
    size: row.size,
    modificationTime: row.modificationTime,
    dataChange: false,
    stats: row.stats ?? undefined,
    tags: row.tags === null ? undefined : stringsOf(row.tags),
    deletionVector: row.deletionVector === null ? undefined : vectorOf(row.deletionVector),
    baseRowId: row.baseRowId ?? undefined,
    defaultRowCommitVersion: row.defaultRowCommitVersion ?? undefined,
    clusteringProvider: row.clusteringProvider ?? undefined,
  }
}

/** The tombstone of a stored row; statistics and tags have no place in it. */
export function removeOfRow(row: CheckpointRemove): RemoveFile {
  return {
    kind: 'remove',
    path: row.path,
    deletionTimestamp: row.deletionTimestamp ?? undefined,
    dataChange: false,
    extendedFileMetadata: row.extendedFileMetadata ?? undefined,
    partitionValues: row.partitionValues === null ? undefined : stringsOf(row.partitionValues),
    size: row.size ?? undefined,
    deletionVector: row.deletionVector === null ? undefined : vectorOf(row.deletionVector),
    baseRowId: row.baseRowId ?? undefined,
    defaultRowCommitVersion: row.defaultRowCommitVersion ?? undefined,
  }
}

/** Many files of one partition share a text, and thereby a map. */
const known = new Map<string, Tags>()
const KNOWN_MAX = 10_000
const KNOWN_CHARACTERS_MAX = 1_000

function stringsOf(json: string): Tags {
  const before = known.get(json)
  if (before) return before
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`stored strings are ${json}`)
  const entries = Object.entries(parsed).map(([key, value]: [string, unknown]): [string, string | null] => [
    key,
    value === null || typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const strings = new Map(entries)
  if (known.size === KNOWN_MAX) known.clear()
  if (json.length <= KNOWN_CHARACTERS_MAX) known.set(json, strings)
  return strings
}

function vectorOf(json: string): DeletionVector {
  const path =
    '{"add":{"path":"","partitionValues":{},"size":0,"modificationTime":0,"dataChange":true,"deletionVector":'
  const parsed = parseAction(`${path}${json}}}`, 0)
  const vector =
    parsed.kind === 'ok' && parsed.value.action.kind === 'add' ? parsed.value.action.deletionVector : undefined
  if (vector === undefined) throw new Error(`a stored deletion vector is ${json}`)
  return { ...vector, extra: undefined }
}
