import { array, bool, int4, int8, jsonb, nullable, text, uuid } from '../copy/column-types.ts'
import { type Columns as CopyColumns, defineTable, type RowOf, type Table } from '../copy/define-table.ts'

/** PostgreSQL types of the columns that actions are stored in. */
type ColumnType = 'int8' | 'int4' | 'bool' | 'text' | 'uuid' | 'jsonb' | 'text[]'

interface ValueOf {
  int8: bigint
  int4: number
  bool: boolean
  text: string
  uuid: string
  /** JSON text. */
  jsonb: string
  'text[]': readonly string[]
}

export type Columns = Readonly<Record<string, ColumnType>>

/** One row of a table; the type follows from the table's columns. */
export type Row<C extends Columns> = { readonly [K in keyof C]: ValueOf[C[K]] | null }

/** Every table that holds actions, with its columns besides `table_id`: said here once for `values`, COPY and checks. */
export const ACTION_TABLES = {
  dl_add_files: {
    version: int8,
    ordinal: int4,
    file_key: uuid,
    path: text,
    partition_values: jsonb,
    size: int8,
    modification_time: int8,
    data_change: bool,
    stats: nullable(text),
    num_records: nullable(int8),
    num_deleted: int8,
    tags: nullable(text),
    deletion_vector: nullable(text),
    base_row_id: nullable(int8),
    default_row_commit_version: nullable(int8),
    clustering_provider: nullable(text),
    extra: nullable(text),
    line: nullable(text),
    removed_version: nullable(int8),
  },
  dl_remove_files: {
    version: int8,
    ordinal: int4,
    file_key: uuid,
    path: text,
    deletion_timestamp: nullable(int8),
    data_change: bool,
    extended_file_metadata: nullable(bool),
    partition_values: nullable(jsonb),
    size: nullable(int8),
    stats: nullable(text),
    tags: nullable(text),
    deletion_vector: nullable(text),
    base_row_id: nullable(int8),
    default_row_commit_version: nullable(int8),
    extra: nullable(text),
    line: nullable(text),
  },
  dl_metadata_updates: {
    version: int8,
    ordinal: int4,
    metadata_id: text,
    name: nullable(text),
    description: nullable(text),
    format: text,
    schema_string: text,
    partition_columns: array(text),
    configuration: text,
    created_time: nullable(int8),
    extra: nullable(text),
    line: nullable(text),
  },
  dl_protocol_updates: {
    version: int8,
    ordinal: int4,
    min_reader_version: int4,
    min_writer_version: int4,
    reader_features: nullable(array(text)),
    writer_features: nullable(array(text)),
    extra: nullable(text),
    line: nullable(text),
  },
  dl_txn_actions: {
    version: int8,
    ordinal: int4,
    app_id: text,
    txn_version: int8,
    last_updated: nullable(int8),
    extra: nullable(text),
    line: nullable(text),
  },
  dl_cdc_files: {
    version: int8,
    ordinal: int4,
    path: text,
    partition_values: jsonb,
    size: int8,
    data_change: bool,
    tags: nullable(text),
    extra: nullable(text),
    line: nullable(text),
  },
  dl_domain_metadata: {
    version: int8,
    ordinal: int4,
    domain: text,
    configuration: text,
    removed: bool,
    extra: nullable(text),
    line: nullable(text),
  },
  dl_other_actions: { version: int8, ordinal: int4, name: text, content: text, line: nullable(text) },
} as const satisfies Readonly<Record<string, CopyColumns>>

export type ActionTable = keyof typeof ACTION_TABLES
export type ActionRow<T extends ActionTable> = RowOf<Table<(typeof ACTION_TABLES)[T]>>
/** Rows of one commit, or of several, by table. */
export type ActionRows = { readonly [T in ActionTable]: ActionRow<T>[] }

/** Removes come first and adds last, so that the file that an add replaces is live no more when the add arrives. */
export const INSERT_ORDER: readonly ActionTable[] = [
  'dl_remove_files',
  'dl_metadata_updates',
  'dl_protocol_updates',
  'dl_txn_actions',
  'dl_cdc_files',
  'dl_domain_metadata',
  'dl_other_actions',
  'dl_add_files',
]

/** A table of actions with all that a COPY sends; `table_id` is the same in every row. */
export function actionTable(name: ActionTable): Table {
  const columns: CopyColumns = { table_id: uuid, ...ACTION_TABLES[name] }
  return defineTable(name, columns, { primaryKey: ['table_id', 'version', 'ordinal'] })
}
