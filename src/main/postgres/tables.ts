import type { TableSummary } from '../../shared/contract/schemas.ts'
import type { Database } from './connection.ts'

export interface TableListRequest {
  /** A part of the name, upper and lower case alike. */
  readonly search?: string | undefined
  /** The last name of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface TablePage {
  readonly tables: TableSummary[]
  /** The name to continue after; null on the last page. */
  readonly next: string | null
  /** Tables that the search finds, on all pages. */
  readonly total: number
}

interface TableRow {
  tableId: string
  name: string
  location: string | null
  createdAt: number
  head: bigint
  committedAt: number | null
  operation: string
  committer: string
  totalFiles: bigint
  totalBytes: string
  totalRows: string | null
}

const TABLE_COLUMNS = `
  t.table_id as "tableId", t.name, t.location, t.current_version as head,
  round(extract(epoch from t.created_at) * 1000)::float8 as "createdAt",
  round(extract(epoch from v.committed_at) * 1000)::float8 as "committedAt", v.operation, v.committer,
  coalesce(v.total_files, 0) as "totalFiles", coalesce(v.total_bytes, 0) as "totalBytes",
  case when v.version is null then 0 else v.total_rows end as "totalRows"`

const TABLE_WITH_HEAD = `
  dl_tables t left join dl_table_versions v on v.table_id = t.table_id and v.version = t.current_version`

/** Tables in the order of their names: a range of the name's index, and one row of the ledger for each. */
export async function listTables(
  database: Database,
  { search = '', after, limit }: TableListRequest,
): Promise<TablePage> {
  const [page, count] = await Promise.all([
    database.pool.query<TableRow>({
      name: 'tables_page',
      text: `select ${TABLE_COLUMNS} from ${TABLE_WITH_HEAD}
               where t.name > coalesce($1, '') and strpos(lower(t.name), lower($2)) > 0
               order by t.name limit $3`,
      values: [after ?? null, search, limit + 1],
    }),
    database.pool.query<{ total: number }>({
      name: 'tables_count',
      text: 'select count(*)::int4 as total from dl_tables where strpos(lower(name), lower($1)) > 0',
      values: [search],
    }),
  ])
  const tables = page.rows.slice(0, limit).map(toTableSummary)
  const next = page.rows.length > limit ? (tables.at(-1)?.name ?? null) : null
  return { tables, next, total: count.rows[0]?.total ?? 0 }
}

/** Undefined where no table has this name. */
export async function getTable(database: Database, name: string): Promise<TableSummary | undefined> {
  const { rows } = await database.pool.query<TableRow>({
    name: 'table_by_name',
    text: `select ${TABLE_COLUMNS} from ${TABLE_WITH_HEAD} where t.name = $1`,
    values: [name],
  })
  return rows[0] && toTableSummary(rows[0])
}

function toTableSummary({ committedAt, operation, committer, ...row }: TableRow): TableSummary {
  return {
    ...row,
    lastCommit: committedAt === null ? null : { committedAt, operation, committer },
    totalBytes: BigInt(row.totalBytes),
    totalRows: row.totalRows === null ? null : BigInt(row.totalRows),
  }
}
