import type { VersionSummary } from '../../shared/contract/schemas.ts'
import { VERSION_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { type MayRead, withoutDenied } from './side-tables.ts'

export interface HistoryRequest {
  readonly tableId: string
  /** Exclusive; absent: from the head. */
  readonly before?: bigint | undefined
  readonly limit: number
}

export interface HistoryPage {
  /** Newest first. */
  readonly versions: VersionSummary[]
  /** What `before` is on the next page; null on the last one. */
  readonly next: bigint | null
}

export interface GrowthPoint {
  readonly version: bigint
  readonly committedAt: number
  readonly totalFiles: bigint
  readonly totalBytes: bigint
  /** null where a live file does not say how many records it holds. */
  readonly totalRows: bigint | null
}

export interface VersionRow extends Omit<VersionSummary, 'counts' | NumericColumn> {
  bytesAdded: string
  bytesRemoved: string
  rowsAdded: string | null
  rowsRemoved: string | null
  totalBytes: string
  totalRows: string | null
  adds: number
  removes: number
  metadata: number
  protocol: number
  txns: number
  cdc: number
  domains: number
  commitInfos: number
  others: number
}

type NumericColumn = 'bytesAdded' | 'bytesRemoved' | 'rowsAdded' | 'rowsRemoved' | 'totalBytes' | 'totalRows'

/** Of a row `v` of the ledger, with `MIRROR` joined. */
export const VERSION_COLUMNS = `
  v.version, v.kind, v.commit_id as "commitId", round(extract(epoch from v.committed_at) * 1000)::float8 as "committedAt",
  v.time_source as "timeSource", v.committer, v.writer, v.operation, v.operation_parameters as "operationParameters",
  v.read_version as "readVersion", v.isolation_level as "isolationLevel", v.engine_info as "engineInfo",
  v.num_adds as adds, v.num_removes as removes, v.num_metadata as metadata, v.num_protocol as protocol, v.num_txns as txns,
  v.num_cdc as cdc, v.num_domains as domains, v.num_others as others,
  case when v.commit_info_ordinal is null then 0 else 1 end as "commitInfos",
  v.files_added as "filesAdded", v.files_removed as "filesRemoved",
  v.bytes_added as "bytesAdded", v.bytes_removed as "bytesRemoved",
  v.rows_added as "rowsAdded", v.rows_removed as "rowsRemoved",
  v.total_files as "totalFiles", v.total_bytes as "totalBytes", v.total_rows as "totalRows",
  coalesce(m.state, 'pending') as mirror, m.checkpoint_state as checkpoint`

/** A probe for each row: a page must not cost a pass over the mirror's rows, whatever the planner takes them for. */
const MIRROR = `left join lateral (
  select state, checkpoint_state from dl_mirror_status s where s.table_id = v.table_id and s.version = v.version offset 0
) m on true`

/** In its place where the mirror's rows may not be read. */
const NO_MIRROR = `left join (select 'unreadable'::text as state, null::text as checkpoint_state) m on true`

export function mirrorOf(may: MayRead): string {
  return may('dl_mirror_status') ? MIRROR : NO_MIRROR
}

/** The text is exported so that a test can hold its plan. */
export const HISTORY_PAGE = { name: 'history_page', text: historyPage(MIRROR) }
const HISTORY_PAGE_ALONE = { name: 'history_page_alone', text: historyPage(NO_MIRROR) }

function historyPage(mirror: string): string {
  return `select ${VERSION_COLUMNS}
            from (select * from dl_table_versions where table_id = $1 and version < $2 order by version desc limit $3) v
            ${mirror}
            order by v.version desc`
}

/** Newest first: a range of the primary key, so a page costs the same at any depth. */
export async function readHistoryPage(
  database: Database,
  { tableId, before, limit }: HistoryRequest,
): Promise<HistoryPage> {
  const values = [tableId, before ?? VERSION_MAX, limit + 1]
  const { rows } = await withoutDenied(database, may =>
    database.pool.query<VersionRow>({
      ...(may('dl_mirror_status') ? HISTORY_PAGE : HISTORY_PAGE_ALONE),
      values,
    }),
  )
  const versions = rows.slice(0, limit).map(toVersionSummary)
  return { versions, next: rows.length > limit ? (versions.at(-1)?.version ?? null) : null }
}

/** One version with its commitInfo verbatim; undefined where the table has no such version. */
export async function readVersion(
  database: Database,
  tableId: string,
  version: bigint,
): Promise<(VersionSummary & { commitInfo: string | null }) | undefined> {
  const { rows } = await withoutDenied(database, may =>
    database.pool.query<VersionRow & { commitInfo: string | null }>({
      name: may('dl_mirror_status') ? 'version' : 'version_alone',
      text: `select ${VERSION_COLUMNS}, v.commit_info as "commitInfo"
               from dl_table_versions v ${mirrorOf(may)}
               where v.table_id = $1 and v.version = $2`,
      values: [tableId, version],
    }),
  )
  const [row] = rows
  return row && { ...toVersionSummary(row), commitInfo: row.commitInfo }
}

/**
 * Running totals at no more than `points` versions from the first to the head, evenly spread, oldest first: one probe of
 * the primary key for each.
 */
export async function readGrowth(database: Database, tableId: string, points: number): Promise<GrowthPoint[]> {
  const { rows } = await database.pool.query<
    Omit<GrowthPoint, 'totalBytes' | 'totalRows'> & { totalBytes: string; totalRows: string | null }
  >({
    name: 'growth',
    text: `with ends as (
             select (select version from dl_table_versions where table_id = $1 order by version limit 1) as first,
                    (select version from dl_table_versions where table_id = $1 order by version desc limit 1) as head
           ), picked as (
             select distinct first + div((head - first)::numeric * i, $2::int4 - 1)::int8 as version
               from ends, generate_series(0, $2::int4 - 1) i
           )
           select v.version, round(extract(epoch from v.committed_at) * 1000)::float8 as "committedAt",
               v.total_files as "totalFiles", v.total_bytes as "totalBytes", v.total_rows as "totalRows"
             from picked cross join lateral (
               select * from dl_table_versions where table_id = $1 and version = picked.version offset 0
             ) v
             order by v.version`,
    values: [tableId, points],
  })
  return rows.map(row => ({ ...row, totalBytes: BigInt(row.totalBytes), totalRows: toBigInt(row.totalRows) }))
}

export function toVersionSummary(row: VersionRow): VersionSummary {
  return {
    version: row.version,
    kind: row.kind,
    commitId: row.commitId,
    committedAt: row.committedAt,
    timeSource: row.timeSource,
    committer: row.committer,
    writer: row.writer,
    operation: row.operation,
    operationParameters: row.operationParameters,
    readVersion: row.readVersion,
    isolationLevel: row.isolationLevel,
    engineInfo: row.engineInfo,
    counts: {
      add: row.adds,
      remove: row.removes,
      metaData: row.metadata,
      protocol: row.protocol,
      txn: row.txns,
      cdc: row.cdc,
      domainMetadata: row.domains,
      commitInfo: row.commitInfos,
      unknown: row.others,
    },
    filesAdded: row.filesAdded,
    filesRemoved: row.filesRemoved,
    bytesAdded: BigInt(row.bytesAdded),
    bytesRemoved: BigInt(row.bytesRemoved),
    rowsAdded: toBigInt(row.rowsAdded),
    rowsRemoved: toBigInt(row.rowsRemoved),
    totalFiles: row.totalFiles,
    totalBytes: BigInt(row.totalBytes),
    totalRows: toBigInt(row.totalRows),
    mirror: row.mirror,
    checkpoint: row.checkpoint,
  }
}

function toBigInt(numeric: string | null): bigint | null {
  return numeric === null ? null : BigInt(numeric)
}
