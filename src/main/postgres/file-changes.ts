import type {
  FileChange,
  FileChangeKind,
  FileChangesPage,
  PartitionChanges,
} from '../../shared/contract/comparisons.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'
import { readPartitionValues } from './snapshot-totals.ts'

/** Two versions of a table, the older one first. */
export interface VersionRange {
  readonly tableId: string
  readonly older: bigint
  readonly newer: bigint
}

export interface FileChangeTotals {
  readonly kind: FileChangeKind
  readonly files: number
  readonly bytesBefore: bigint
  readonly bytesAfter: bigint
  readonly rowsBefore: bigint | null
  readonly rowsAfter: bigint | null
}

export interface ChangesRequest extends VersionRange {
  readonly kind?: FileChangeKind | undefined
  readonly after?: { readonly path: string; readonly delta: bigint } | undefined
  readonly limit: number
}

const SIDE = `path, file_key, version, ordinal, size, num_records, num_deleted, partition_values, removed_version,
  row_number() over (partition by path order by file_key) as nth`

/**
 * Everything that an add says besides its identity and `dataChange`, which is about the commit. A file that was described
 * anew in the same words, or came back as it was, is no difference.
 */
export const DESCRIPTION = `(f.partition_values, f.size, f.modification_time, f.stats, f.tags, f.deletion_vector, f.base_row_id,
  f.default_row_commit_version, f.clustering_provider, f.extra)`

const describedAt = (side: string) =>
  `(select ${DESCRIPTION} from dl_add_files f
      where f.table_id = $1 and f.version = ${side}.version and f.ordinal = ${side}.ordinal)`

/**
 * The net effect of the versions above $2 up to $3: what they added and nobody of them removed, against what was live at
 * $2 and one of them retired. Both sides are index ranges of these versions, so that the cost does not depend on how many
 * files the table holds. A path on both sides is one file that changed; broken logs may have a path live twice.
 */
const CHANGES = `
  came as (
    select ${SIDE} from dl_add_files
      where table_id = $1 and version > $2 and version <= $3 and (removed_version is null or removed_version > $3)
  ),
  gone as (
    select ${SIDE} from dl_add_files
      where table_id = $1 and removed_version > $2 and removed_version <= $3 and version <= $2
  ),
  changes as (
    select case when gone.path is null then 'added' when came.path is null then 'removed'
                when came.file_key = gone.file_key then 'refreshed' else 'deletion-vector' end as kind,
        coalesce(came.path, gone.path) as path, coalesce(came.version, gone.removed_version) as version,
        coalesce(came.partition_values, gone.partition_values) as partition_values,
        abs(coalesce(came.size, 0) - coalesce(gone.size, 0)) as delta,
        came.version as came_version, came.ordinal as came_ordinal, came.size as came_size,
        came.num_records - came.num_deleted as came_rows,
        gone.version as gone_version, gone.ordinal as gone_ordinal, gone.size as gone_size,
        gone.num_records - gone.num_deleted as gone_rows
      from came full join gone on came.path = gone.path and came.nth = gone.nth
      where came.file_key is distinct from gone.file_key
        or ${describedAt('came')} is distinct from ${describedAt('gone')}
  )`

/** Sums over a relation `changes` with sizes and rows of either side, and the version where there is one. */
export const TOTALS_OF_CHANGES = `select kind, count(*)::int4 as files,
      coalesce(sum(gone_size), 0) as "bytesBefore", coalesce(sum(came_size), 0) as "bytesAfter",
      case when count(gone_version) = count(gone_rows) then coalesce(sum(gone_rows), 0) end as "rowsBefore",
      case when count(came_version) = count(came_rows) then coalesce(sum(came_rows), 0) end as "rowsAfter"
    from changes group by kind order by kind`

/** Exported so that a test can hold its plan. */
export const FILE_CHANGE_TOTALS = `with ${CHANGES} ${TOTALS_OF_CHANGES}`

/** What the versions above `older` up to `newer` come to, by kind; kinds that do not occur are absent. */
export async function readFileChangeTotals(
  database: Database,
  { tableId, older, newer }: VersionRange,
  signal: AbortSignal,
): Promise<FileChangeTotals[]> {
  const statement = { text: FILE_CHANGE_TOTALS, values: [tableId, older, newer] }
  return (await queryUntil<FileChangeTotalsRow>(database, statement, signal)).map(toFileChangeTotals)
}

export interface FileChangeTotalsRow {
  readonly kind: FileChangeKind
  readonly files: number
  readonly bytesBefore: string
  readonly bytesAfter: string
  readonly rowsBefore: string | null
  readonly rowsAfter: string | null
}

export function toFileChangeTotals(row: FileChangeTotalsRow): FileChangeTotals {
  return {
    kind: row.kind,
    files: row.files,
    bytesBefore: BigInt(row.bytesBefore),
    bytesAfter: BigInt(row.bytesAfter),
    rowsBefore: toBigInt(row.rowsBefore),
    rowsAfter: toBigInt(row.rowsAfter),
  }
}

interface ChangeRow {
  kind: FileChangeKind
  path: string
  version: bigint
  delta: bigint
  cameLine: string | null
  cameFields: string | null
  goneLine: string | null
  goneFields: string | null
}

/** Exported so that a test can hold its plan. */
export const FILE_CHANGES_PAGE = `with ${CHANGES},
  page as (
    select * from changes
      where ($4::text is null or kind = $4)
        and ($5::int8 is null or delta < $5 or (delta = $5 and path collate "C" > $6))
      order by delta desc, path collate "C" limit $7
  )
  select page.kind, page.path, page.version, page.delta,
      came.line as "cameLine", case when came.line is null then to_json(came)::text end as "cameFields",
      gone.line as "goneLine", case when gone.line is null then to_json(gone)::text end as "goneFields"
    from page
    left join dl_add_files came
      on came.table_id = $1 and came.version = page.came_version and came.ordinal = page.came_ordinal
    left join dl_add_files gone
      on gone.table_id = $1 and gone.version = page.gone_version and gone.ordinal = page.gone_ordinal
    order by page.delta desc, page.path collate "C"`

/** Single files, those with the largest difference in bytes first. */
export async function readFileChanges(
  database: Database,
  { tableId, older, newer, kind, after, limit }: ChangesRequest,
  signal: AbortSignal,
): Promise<FileChangesPage> {
  const values = [tableId, older, newer, kind ?? null, after?.delta ?? null, after?.path ?? null, limit + 1]
  const rows = await queryUntil<ChangeRow>(database, { text: FILE_CHANGES_PAGE, values }, signal)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    changes: rows.slice(0, limit).map(toFileChange),
    next: last ? { path: last.path, delta: last.delta } : null,
  }
}

function toFileChange(row: ChangeRow): FileChange {
  const lineOf = (line: string | null, fields: string | null) => {
    const stored: StoredAction = { source: 'dl_add_files', line, fields }
    return line === null && fields === null ? null : toActionLine(stored)
  }
  return {
    kind: row.kind,
    path: row.path,
    version: row.version,
    before: lineOf(row.goneLine, row.goneFields),
    after: lineOf(row.cameLine, row.cameFields),
  }
}

/** Partitions in which files changed, those with the most changed bytes first. */
export async function readPartitionChanges(
  database: Database,
  { tableId, older, newer, limit }: VersionRange & { readonly limit: number },
  signal: AbortSignal,
): Promise<PartitionChanges> {
  const statement = {
    text: `with ${CHANGES} ${PARTITIONS_OF_CHANGES} limit $4`,
    values: [tableId, older, newer, limit],
  }
  return toPartitionChanges(await queryUntil<PartitionChangesRow>(database, statement, signal))
}

/** The partitions of a relation `changes`. */
export const PARTITIONS_OF_CHANGES = `
  select partition_values::text as values, (count(*) filter (where kind = 'added'))::int4 as added,
      (count(*) filter (where kind = 'removed'))::int4 as removed,
      (count(*) filter (where kind not in ('added', 'removed')))::int4 as changed,
      coalesce(sum(gone_size), 0) as "bytesBefore", coalesce(sum(came_size), 0) as "bytesAfter",
      (count(*) over ())::int4 as total
    from changes group by partition_values
    order by coalesce(sum(gone_size), 0) + coalesce(sum(came_size), 0) desc, partition_values`

export interface PartitionChangesRow {
  readonly values: string
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly bytesBefore: string
  readonly bytesAfter: string
  readonly total: number
}

export function toPartitionChanges(rows: readonly PartitionChangesRow[]): PartitionChanges {
  return {
    partitions: rows.map(({ total: _, ...row }) => ({
      ...row,
      values: readPartitionValues(row.values),
      bytesBefore: BigInt(row.bytesBefore),
      bytesAfter: BigInt(row.bytesAfter),
    })),
    total: rows[0]?.total ?? 0,
  }
}

function toBigInt(numeric: string | null): bigint | null {
  return numeric === null ? null : BigInt(numeric)
}
