import type { ActionLine } from '../../shared/contract/schemas.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { ActionTable } from './action-tables.ts'
import type { Database } from './connection.ts'

/** The table's state at one version, but for its files. Actions are Delta JSON lines. */
export interface SnapshotHeader {
  readonly version: bigint
  /** Milliseconds since 1970. */
  readonly committedAt: number
  readonly numFiles: bigint
  readonly sizeInBytes: bigint
  /** null where a live file does not say how many records it holds. */
  readonly numRows: bigint | null
  readonly protocol: string | null
  readonly metaData: string | null
  /** The versions that these two stand in. */
  readonly protocolVersion: bigint | null
  readonly metadataVersion: bigint | null
  /** The newest of each application, by application id. */
  readonly txns: string[]
  /** The newest of each domain that is not removed, by domain. */
  readonly domains: string[]
}

export interface LiveFilesRequest {
  readonly tableId: string
  readonly version: bigint
  /** `fileKey` of the last file of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface LiveFilesPage {
  /** In the order of their keys, each with the place where it was added. */
  readonly files: (ActionLine & { readonly version: bigint; readonly fileKey: string })[]
  readonly next: string | null
}

interface HeaderRow {
  version: bigint
  committedAt: number
  numFiles: bigint
  sizeInBytes: string
  numRows: string | null
  protocolVersion: bigint | null
  metadataVersion: bigint | null
}

const FIRST_KEY = '00000000-0000-0000-0000-000000000000'

/**
 * Sizes come from the running totals and protocol and metadata through the pointers of the version's row, so that the
 * cost does not depend on the number of files. Undefined where the table has no such version.
 */
export async function readSnapshotHeader(
  database: Database,
  tableId: string,
  version: bigint,
): Promise<SnapshotHeader | undefined> {
  const { rows } = await database.pool.query<HeaderRow>({
    name: 'snapshot_header',
    text: `select version, round(extract(epoch from committed_at) * 1000)::float8 as "committedAt",
               total_files as "numFiles", total_bytes as "sizeInBytes", total_rows as "numRows",
               protocol_version as "protocolVersion", metadata_version as "metadataVersion"
             from dl_table_versions where table_id = $1 and version = $2`,
    values: [tableId, version],
  })
  const [header] = rows
  if (header === undefined) return undefined
  const [protocol, metaData, txns, domains] = await Promise.all([
    readLines(database, 'snapshot_protocol', pointedTo('dl_protocol_updates', 'protocol_version'), tableId, version),
    readLines(database, 'snapshot_metadata', pointedTo('dl_metadata_updates', 'metadata_version'), tableId, version),
    readLines(database, 'snapshot_txns', newestOfEach('dl_txn_actions', 'app_id'), tableId, version),
    readLines(
      database,
      'snapshot_domains',
      newestOfEach('dl_domain_metadata', 'domain', 'not removed'),
      tableId,
      version,
    ),
  ])
  return {
    ...header,
    sizeInBytes: BigInt(header.sizeInBytes),
    numRows: header.numRows === null ? null : BigInt(header.numRows),
    protocol: protocol[0] ?? null,
    metaData: metaData[0] ?? null,
    txns,
    domains,
  }
}

/** Exported so that a test can hold its plan: two index ranges, never an OR. */
export const LIVE_FILES_PAGE = {
  name: 'live_files_page',
  text: `select file_key as "fileKey", version, ordinal, source, line, case when line is null then to_json(page)::text end as fields
           from (
             (select *, 'dl_add_files' as source from dl_add_files
                where table_id = $1 and removed_version is null and version <= $2 and file_key > $3
                order by file_key limit $4)
             union all
             (select *, 'dl_add_files' from dl_add_files
                where table_id = $1 and removed_version > $2 and version <= $2 and file_key > $3
                order by file_key limit $4)
             order by file_key limit $4
           ) page
           order by file_key`,
}

/** Files that are live at a version, a page at a time. */
export async function readLiveFiles(
  database: Database,
  { tableId, version, after, limit }: LiveFilesRequest,
): Promise<LiveFilesPage> {
  const { rows } = await database.pool.query<StoredAction & LiveFilesPage['files'][number]>({
    ...LIVE_FILES_PAGE,
    values: [tableId, version, after ?? FIRST_KEY, limit + 1],
  })
  const files = rows
    .slice(0, limit)
    .map(row => ({ fileKey: row.fileKey, version: row.version, ordinal: row.ordinal, line: toActionLine(row) }))
  return { files, next: rows.length > limit ? (files.at(-1)?.fileKey ?? null) : null }
}

async function readLines(
  database: Database,
  name: string,
  text: string,
  tableId: string,
  version: bigint,
): Promise<string[]> {
  const { rows } = await database.pool.query<StoredAction>({ name, text, values: [tableId, version] })
  return rows.map(toActionLine)
}

function pointedTo(table: ActionTable, pointer: string): string {
  return `select '${table}' as source, a.line, to_json(a)::text as fields
            from dl_table_versions v join ${table} a on a.table_id = v.table_id and a.version = v.${pointer}
            where v.table_id = $1 and v.version = $2
            order by a.ordinal desc limit 1`
}

function newestOfEach(table: ActionTable, key: string, condition = 'true'): string {
  return `select source, line, fields from (
            select distinct on (${key}) *, '${table}' as source, to_json(a)::text as fields
              from ${table} a where table_id = $1 and version <= $2
              order by ${key}, version desc, ordinal desc
          ) newest where ${condition} order by ${key}`
}
