import { READ_TAIL_COMMITS } from '../../shared/limits.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { Database } from './connection.ts'

/** A table as one look has found it. */
export interface TableNow {
  readonly version: bigint
  /** The newest commits, newest first. */
  readonly tail: readonly { readonly version: bigint; readonly commitId: string }[]
  /** Adds of live files as Delta JSON lines, oldest first; as many as were asked for. */
  readonly files: readonly string[]
  /** The newest metaData as a line; null before the first. */
  readonly metaData: string | null
  /** The newest transaction of the application that was asked for. */
  readonly txn: bigint | null
}

export interface LookWish {
  readonly tableId: string
  readonly files: number
  /** Column and value of the partition that files are wanted of; null: of all. */
  readonly partition: { readonly column: string; readonly value: string } | null
  readonly app: string | null
}

interface LookRow {
  readonly version: bigint
  readonly tail: string | null
  readonly files: string | null
  readonly metaData: string | null
  readonly txn: bigint | null
}

/** Everything in one statement, hence of one moment. Undefined where there is no such table. */
export async function lookAtTableNow(
  { pipelined }: Pick<Database, 'pipelined'>,
  { tableId, files, partition, app }: LookWish,
): Promise<TableNow | undefined> {
  const { rows } = await pipelined.query<LookRow>({
    name: 'simulation_look',
    text: `select t.current_version as version,
         (select json_agg(json_build_array(v.version::text, v.commit_id) order by v.version desc)::text from (
           select version, commit_id from dl_table_versions
             where table_id = t.table_id and version <= t.current_version order by version desc limit ${READ_TAIL_COMMITS}
         ) v) as tail,
         (select json_agg(json_build_object('source', 'dl_add_files', 'line', f.line, 'fields', to_json(f)::text))::text from (
           select * from dl_add_files
             where table_id = t.table_id and removed_version is null and $2::int4 > 0
               and ($3::text is null or partition_values->>$5 = $3)
             order by version, ordinal limit $2
         ) f) as files,
         (select json_build_object('source', 'dl_metadata_updates', 'line', m.line, 'fields', to_json(m)::text)::text
           from dl_metadata_updates m where m.table_id = t.table_id order by version desc, ordinal desc limit 1) as "metaData",
         (select txn_version from dl_txn_actions x
           where x.table_id = t.table_id and left(x.app_id, 200) = left($4, 200) and x.app_id = $4 order by version desc limit 1) as txn
       from dl_tables t where t.table_id = $1`,
    values: [tableId, files, partition?.value ?? null, app, partition?.column ?? ''],
  })
  const [row] = rows
  return (
    row && {
      version: row.version,
      tail: tailOf(row.tail),
      files: row.files === null ? [] : storedOf(row.files).map(toActionLine),
      metaData: row.metaData === null ? null : (storedOf(`[${row.metaData}]`).map(toActionLine)[0] ?? null),
      txn: row.txn,
    }
  )
}

function tailOf(text: string | null): TableNow['tail'] {
  if (text === null) return []
  // What the statement above has printed.
  const pairs = JSON.parse(text) as [string, string][]
  return pairs.map(([version, commitId]) => ({ version: BigInt(version), commitId }))
}

function storedOf(text: string): StoredAction[] {
  return JSON.parse(text) as StoredAction[]
}

/** The head alone, as it is now. */
export async function readHeadNow({ pipelined }: Pick<Database, 'pipelined'>, tableId: string): Promise<bigint> {
  const { rows } = await pipelined.query<{ version: bigint }>(
    'select current_version as version from dl_tables where table_id = $1',
    [tableId],
  )
  return rows[0]?.version ?? -1n
}
