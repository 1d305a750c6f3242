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

/** Every table that holds actions, with its columns besides `table_id`. */
export const ACTION_TABLES = {
  dl_add_files: {
    version: 'int8',
    ordinal: 'int4',
    file_key: 'uuid',
    path: 'text',
    partition_values: 'jsonb',
    size: 'int8',
    modification_time: 'int8',
    data_change: 'bool',
    stats: 'text',
    num_records: 'int8',
    num_deleted: 'int8',
    tags: 'text',
    deletion_vector: 'text',
    base_row_id: 'int8',
    default_row_commit_version: 'int8',
    clustering_provider: 'text',
    extra: 'text',
    line: 'text',
    removed_version: 'int8',
  },
  dl_remove_files: {
    version: 'int8',
    ordinal: 'int4',
    file_key: 'uuid',
    path: 'text',
    deletion_timestamp: 'int8',
    data_change: 'bool',
    extended_file_metadata: 'bool',
    partition_values: 'jsonb',
    size: 'int8',
    stats: 'text',
    tags: 'text',
    deletion_vector: 'text',
    base_row_id: 'int8',
    default_row_commit_version: 'int8',
    extra: 'text',
    line: 'text',
  },
  dl_metadata_updates: {
    version: 'int8',
    ordinal: 'int4',
    metadata_id: 'text',
    name: 'text',
    description: 'text',
    format: 'text',
    schema_string: 'text',
    partition_columns: 'text[]',
    configuration: 'text',
    created_time: 'int8',
    extra: 'text',
    line: 'text',
  },
  dl_protocol_updates: {
    version: 'int8',
    ordinal: 'int4',
    min_reader_version: 'int4',
    min_writer_version: 'int4',
    reader_features: 'text[]',
    writer_features: 'text[]',
    extra: 'text',
    line: 'text',
  },
  dl_txn_actions: {
    version: 'int8',
    ordinal: 'int4',
    app_id: 'text',
    txn_version: 'int8',
    last_updated: 'int8',
    extra: 'text',
    line: 'text',
  },
  dl_cdc_files: {
    version: 'int8',
    ordinal: 'int4',
    path: 'text',
    partition_values: 'jsonb',
    size: 'int8',
    data_change: 'bool',
    tags: 'text',
    extra: 'text',
    line: 'text',
  },
  dl_domain_metadata: {
    version: 'int8',
    ordinal: 'int4',
    domain: 'text',
    configuration: 'text',
    removed: 'bool',
    extra: 'text',
    line: 'text',
  },
  dl_other_actions: { version: 'int8', ordinal: 'int4', name: 'text', content: 'text', line: 'text' },
} as const satisfies Readonly<Record<string, Columns>>

export type ActionTable = keyof typeof ACTION_TABLES
export type ActionRow<T extends ActionTable> = Row<(typeof ACTION_TABLES)[T]>
/** Rows of one commit, or of several, by table. */
export type ActionRows = { readonly [T in ActionTable]: ActionRow<T>[] }
