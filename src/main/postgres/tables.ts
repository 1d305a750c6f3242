import type { TableSummary } from '../../shared/contract/schemas.ts'
import type { TableFacets, TableSort } from '../../shared/contract/tables.ts'
import type { Database } from './connection.ts'
import { type MayRead, withoutDenied } from './side-tables.ts'
import { facetConditions, headFacts } from './table-facts.ts'

export interface TableListRequest {
  /** A part of the name, upper and lower case alike. */
  readonly search?: string | undefined
  /** `next` of the page before, asked for in the same order. */
  readonly after?: string | undefined
  readonly limit: number
  /** By name, rising, where absent. */
  readonly sort?: TableSort | undefined
  readonly facets?: TableFacets | undefined
}

export interface TablePage {
  readonly tables: TableSummary[]
  /** What to continue after; null on the last page. */
  readonly next: string | null
  /** Tables that search and facets leave, on all pages. */
  readonly total: number
}

interface TableRow {
  tableId: string
  name: string
  location: string | null
  createdAt: number
  head: bigint
  firstVersion: bigint | null
  restriction: string | null
  committedAt: number | null
  operation: string
  committer: string
  totalFiles: bigint
  totalBytes: string
  totalRows: string | null
}

const TABLE_COLUMNS = `
  t.table_id as "tableId", t.name, t.location, t.current_version as head, t.properties->>'restriction' as restriction,
  (select f.version from dl_table_versions f where f.table_id = t.table_id order by f.version limit 1) as "firstVersion",
  round(extract(epoch from t.created_at) * 1000)::float8 as "createdAt",
  round(extract(epoch from v.committed_at) * 1000)::float8 as "committedAt", v.operation, v.committer,
  coalesce(v.total_files, 0) as "totalFiles", coalesce(v.total_bytes, 0) as "totalBytes",
  case when v.version is null then 0 else v.total_rows end as "totalRows"`

const TABLE_WITH_HEAD = `
  dl_tables t left join dl_table_versions v on v.table_id = t.table_id and v.version = t.current_version`

const NAME_FITS = 'strpos(lower(t.name), lower($1)) > 0'

/**
 * Tables in the order that is asked for. By name a page is a range of the name's index; any other order, and any facet,
 * looks at the head of every table, because what it needs stands there.
 */
export async function listTables(database: Database, request: TableListRequest): Promise<TablePage> {
  const { limit, sort } = request
  const isPlain = (sort === undefined || (sort.by === 'name' && !sort.descending)) && request.facets === undefined
  const [rows, total] = isPlain ? await listByName(database, request) : await listByFacts(database, request)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const key = last === undefined || isPlain ? last?.name : JSON.stringify([last.sortKey, last.name])
  return { tables: shown.map(toTableSummary), next: key ?? null, total }
}

type SortedRow = TableRow & { readonly sortKey?: string | null }

async function listByName(
  { pool }: Database,
  { search = '', after, limit }: TableListRequest,
): Promise<readonly [readonly SortedRow[], number]> {
  const [page, count] = await Promise.all([
    pool.query<SortedRow>({
      name: 'tables_page',
      text: `select ${TABLE_COLUMNS} from ${TABLE_WITH_HEAD}
               where ${NAME_FITS} and t.name > coalesce($2, '')
               order by t.name limit $3`,
      values: [search, after ?? null, limit + 1],
    }),
    pool.query<{ total: number }>({
      name: 'tables_count',
      text: `select count(*)::int4 as total from dl_tables t where ${NAME_FITS}`,
      values: [search],
    }),
  ])
  return [page.rows, count.rows[0]?.total ?? 0]
}

/** What is sorted by, as a number; what is not known counts as lower than anything. */
const SORT_KEYS: Record<TableSort['by'], string> = {
  name: 'null::numeric',
  head: 't.current_version::numeric',
  lastCommit: 'extract(epoch from v.committed_at)::numeric',
  files: 'v.total_files::numeric',
  bytes: 'v.total_bytes',
  rows: 'v.total_rows',
}

async function listByFacts(
  database: Database,
  request: TableListRequest,
): Promise<readonly [readonly SortedRow[], number]> {
  const { rows } = await withoutDenied(database, may => {
    const { text, values } = factsStatement(request, may)
    return database.pool.query<SortedRow & { total: number }>(text, values)
  })
  return [rows.filter(({ tableId }) => tableId !== null), rows[0]?.total ?? 0]
}

function factsStatement(
  request: TableListRequest,
  may: MayRead,
): { readonly text: string; readonly values: unknown[] } {
  const { search = '', after, limit, sort = { by: 'name', descending: false }, facets } = request
  const values: unknown[] = [search]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const conditions = [NAME_FITS, ...facetConditions(facets ?? {}, bind)].join(' and ')
  const key = `coalesce(${SORT_KEYS[sort.by]}, -1)`
  const [sign, order] = sort.descending ? ['<', 'desc'] : ['>', '']
  const cursor = readCursor(after)
  const isAfter =
    cursor === undefined
      ? 'true'
      : `("sortKey"::numeric, name) ${sign} (${bind(cursor[0])}::numeric, ${bind(cursor[1])})`
  const text = `
    with found as materialized (
      select ${TABLE_COLUMNS}, (${key})::text as "sortKey" from ${TABLE_WITH_HEAD} ${headFacts(may)} where ${conditions}
    )
    select page.*, (select count(*)::int4 from found) as total
      from (select 1) always left join (
        select * from found where ${isAfter}
          order by "sortKey"::numeric ${order}, name ${order} limit ${bind(limit + 1)}
      ) page on true
      order by "sortKey"::numeric ${order}, name ${order}`
  return { text, values }
}

const CURSOR = /^\["(-?\d+(?:\.\d+)?)",(".*")\]$/s

/** Undefined for a cursor of another order, too: the page then begins anew. */
function readCursor(after: string | undefined): readonly [string, string] | undefined {
  const [, key, name] = CURSOR.exec(after ?? '') ?? []
  if (key === undefined || name === undefined) return undefined
  try {
    return [key, String(JSON.parse(name))]
  } catch {
    return undefined
  }
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

/** Undefined where no table has this id. */
export async function findTable(database: Database, tableId: string): Promise<TableSummary | undefined> {
  const { rows } = await database.pool.query<TableRow>({
    name: 'table_by_id',
    text: `select ${TABLE_COLUMNS} from ${TABLE_WITH_HEAD} where t.table_id = $1`,
    values: [tableId],
  })
  return rows[0] && toTableSummary(rows[0])
}

/** The names of tables by their ids; a table that is gone has none. */
export async function readTableNames(
  database: Database,
  tableIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (tableIds.length === 0) return new Map()
  const { rows } = await database.pool.query<{ tableId: string; name: string }>(
    'select table_id as "tableId", name from dl_tables where table_id = any ($1::uuid[])',
    [tableIds],
  )
  return new Map(rows.map(({ tableId, name }) => [tableId, name]))
}

function toTableSummary(row: SortedRow): TableSummary {
  const { committedAt, operation, committer, restriction } = row
  return {
    tableId: row.tableId,
    name: row.name,
    location: row.location,
    createdAt: row.createdAt,
    head: row.head,
    firstVersion: row.firstVersion,
    restriction: restriction === 'importing' || restriction === 'inspection-only' ? restriction : null,
    lastCommit: committedAt === null ? null : { committedAt, operation, committer },
    totalFiles: row.totalFiles,
    totalBytes: BigInt(row.totalBytes),
    totalRows: row.totalRows === null ? null : BigInt(row.totalRows),
  }
}
