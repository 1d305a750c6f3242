import { type JsonObject, jsonString, jsonText, readJson } from '../../shared/delta/json.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { ActionTable } from './action-tables.ts'

/** A stored action on its way back to Delta JSON. */
export interface StoredAction {
  readonly source: ActionTable | 'commitInfo'
  /** The source line where it is not the canonical one; it wins. */
  readonly line: string | null
  /** The row as JSON, each column a member; for commitInfo the object itself. Null where `line` is kept. */
  readonly fields: string | null
}

/** A Delta field and the column that holds it; `json` columns are text that holds JSON. */
type Field = readonly [name: string, column: string, form?: 'json']

interface StoredKind {
  readonly kind: string
  readonly fields: readonly Field[]
}

const KINDS: Readonly<Record<Exclude<ActionTable, 'dl_other_actions'>, StoredKind>> = {
  dl_add_files: {
    kind: 'add',
    fields: [
      ['path', 'path'],
      ['partitionValues', 'partition_values'],
      ['size', 'size'],
      ['modificationTime', 'modification_time'],
      ['dataChange', 'data_change'],
      ['stats', 'stats'],
      ['tags', 'tags', 'json'],
      ['deletionVector', 'deletion_vector', 'json'],
      ['baseRowId', 'base_row_id'],
      ['defaultRowCommitVersion', 'default_row_commit_version'],
      ['clusteringProvider', 'clustering_provider'],
    ],
  },
  dl_remove_files: {
    kind: 'remove',
    fields: [
      ['path', 'path'],
      ['deletionTimestamp', 'deletion_timestamp'],
      ['dataChange', 'data_change'],
      ['extendedFileMetadata', 'extended_file_metadata'],
      ['partitionValues', 'partition_values'],
      ['size', 'size'],
      ['stats', 'stats'],
      ['tags', 'tags', 'json'],
      ['deletionVector', 'deletion_vector', 'json'],
      ['baseRowId', 'base_row_id'],
      ['defaultRowCommitVersion', 'default_row_commit_version'],
    ],
  },
  dl_metadata_updates: {
    kind: 'metaData',
    fields: [
      ['id', 'metadata_id'],
      ['name', 'name'],
      ['description', 'description'],
      ['format', 'format', 'json'],
      ['schemaString', 'schema_string'],
      ['partitionColumns', 'partition_columns'],
      ['configuration', 'configuration', 'json'],
      ['createdTime', 'created_time'],
    ],
  },
  dl_protocol_updates: {
    kind: 'protocol',
    fields: [
      ['minReaderVersion', 'min_reader_version'],
      ['minWriterVersion', 'min_writer_version'],
      ['readerFeatures', 'reader_features'],
      ['writerFeatures', 'writer_features'],
    ],
  },
  dl_txn_actions: {
    kind: 'txn',
    fields: [
      ['appId', 'app_id'],
      ['version', 'txn_version'],
      ['lastUpdated', 'last_updated'],
    ],
  },
  dl_cdc_files: {
    kind: 'cdc',
    fields: [
      ['path', 'path'],
      ['partitionValues', 'partition_values'],
      ['size', 'size'],
      ['dataChange', 'data_change'],
      ['tags', 'tags', 'json'],
    ],
  },
  dl_domain_metadata: {
    kind: 'domainMetadata',
    fields: [
      ['domain', 'domain'],
      ['configuration', 'configuration'],
      ['removed', 'removed'],
    ],
  },
}

/**
 * The Delta JSON of a stored action, byte for byte as it was committed (C6). A row that another program has filled with
 * what is no Delta action gives the JSON of its columns as they are, so that it can be looked at.
 */
export function toActionLine({ source, line, fields }: StoredAction): string {
  if (line !== null) return line
  if (source === 'commitInfo') return `{"commitInfo":${fields}}`
  const read = readJson(fields ?? '{}')
  if (read.kind === 'invalid' || read.value.kind !== 'object')
    throw new Error(`a row of ${source} came as no JSON object`)
  if (source === 'dl_other_actions') return unknownLine(read.value)
  const { kind, fields: wanted } = KINDS[source]
  const text = `{${JSON.stringify(kind)}:${printFields(read.value, wanted)}}`
  const parsed = parseAction(text, 0)
  return parsed.kind === 'ok' ? printAction(parsed.value.action) : text
}

function unknownLine(row: JsonObject): string {
  return `{${columnText(row, 'name') ?? 'null'}:${columnJson(row, 'content') ?? 'null'}}`
}

function printFields(row: JsonObject, fields: readonly Field[]): string {
  const members = fields.flatMap(([name, column, form]) => {
    const text = form === 'json' ? columnJson(row, column) : columnText(row, column)
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`]
  })
  const extra = columnJson(row, 'extra')?.trim().slice(1, -1).trim()
  return `{${(extra ? [...members, extra] : members).join(',')}}`
}

/** Undefined where the column is null. */
function columnText(row: JsonObject, column: string): string | undefined {
  const value = row.member(column)
  return value === undefined || value.kind === 'null' ? undefined : jsonText(value)
}

function columnJson(row: JsonObject, column: string): string | undefined {
  const value = row.member(column)
  return value?.kind === 'string' ? jsonString(value) : undefined
}
