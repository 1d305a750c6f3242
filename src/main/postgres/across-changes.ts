import type { FileChangeKind, PartitionChanges } from '../../shared/contract/comparisons.ts'
import type { FilePlace } from '../../shared/contract/snapshots.ts'
import type { Database } from './connection.ts'
import {
  DESCRIPTION,
  type FileChangeTotals,
  type FileChangeTotalsRow,
  PARTITIONS_OF_CHANGES,
  type PartitionChangesRow,
  TOTALS_OF_CHANGES,
  toFileChangeTotals,
  toPartitionChanges,
} from './file-changes.ts'
import { liveFilesOf } from './live-files.ts'
import { queryUntil } from './query-until.ts'

/** A file that is in no table yet. */
export interface OverlaidFile {
  readonly path: string
  readonly fileKey: string
  /** JSON text. */
  readonly partitionValues: string
  readonly size: bigint
  readonly rows: bigint | undefined
}

/** The live files of a version, with those of a draft laid over them. */
export interface FileSide {
  readonly tableId: string
  readonly version: bigint
  /** Keys of files that are not there any more. */
  readonly without: readonly string[]
  readonly added: readonly OverlaidFile[]
}

interface Sides {
  readonly before: FileSide
  readonly after: FileSide
}

/** Where a file of a side comes from: an add of its table's log, or one of the files that its draft adds, from 0. */
export type AcrossFile = FilePlace | { readonly added: number } | undefined

/** A file that differs, by its path. */
export interface AcrossChange {
  readonly kind: FileChangeKind
  readonly path: string
  /** By how many bytes, without a sign. */
  readonly delta: bigint
  readonly before: AcrossFile
  readonly after: AcrossFile
}

interface AcrossPageRequest extends Sides {
  readonly kind?: FileChangeKind | undefined
  readonly beyond?: { readonly path: string; readonly delta: bigint } | undefined
  readonly limit: number
}

/** What the differences between the files of two sides come to, by kind; one pass over the live files of both. */
export async function readAcrossTotals(
  database: Database,
  { before, after }: Sides,
  signal: AbortSignal,
): Promise<FileChangeTotals[]> {
  const statement = { text: `with ${CHANGES} ${TOTALS_OF_CHANGES}`, values: valuesOf(before, after) }
  return (await queryUntil<FileChangeTotalsRow>(database, statement, signal)).map(toFileChangeTotals)
}

/** What the files of a side come to; rows are null where a file does not say. */
export async function readSideTotals(
  database: Database,
  wanted: FileSide,
  signal: AbortSignal,
): Promise<{ readonly files: bigint; readonly bytes: bigint; readonly rows: bigint | null }> {
  const text = `select count(*)::int8 as files, coalesce(sum(size), 0) as bytes,
      case when count(*) = count(rows) then coalesce(sum(rows), 0) end as rows from (${side(1)}) files`
  const [row] = await queryUntil<{ files: bigint; bytes: string; rows: string | null }>(
    database,
    { text, values: valuesOf(wanted) },
    signal,
  )
  if (row === undefined) throw new Error('a sum came without a row')
  return { files: row.files, bytes: BigInt(row.bytes), rows: row.rows === null ? null : BigInt(row.rows) }
}

/** Partitions in which files differ, those with the most changed bytes first; those of either side are the same by their values. */
export async function readAcrossPartitions(
  database: Database,
  { before, after, limit }: Sides & { readonly limit: number },
  signal: AbortSignal,
): Promise<PartitionChanges> {
  const text = `with ${CHANGES} ${PARTITIONS_OF_CHANGES} limit $${BEHIND + 1}`
  const values = [...valuesOf(before, after), limit]
  return toPartitionChanges(await queryUntil<PartitionChangesRow>(database, { text, values }, signal))
}

/** Single files that differ, the largest difference in bytes first. */
export async function readAcrossPage(
  database: Database,
  { before, after, kind, beyond, limit }: AcrossPageRequest,
  signal: AbortSignal,
): Promise<AcrossChange[]> {
  const values = [...valuesOf(before, after), kind ?? null, beyond?.delta ?? null, beyond?.path ?? null, limit]
  const rows = await queryUntil<ChangeRow>(database, { text: PAGE, values }, signal)
  return rows.map(({ goneVersion, goneOrdinal, goneAdded, cameVersion, cameOrdinal, cameAdded, ...change }) => ({
    ...change,
    before: fileOf(goneVersion, goneOrdinal, goneAdded),
    after: fileOf(cameVersion, cameOrdinal, cameAdded),
  }))
}

interface ChangeRow {
  readonly kind: FileChangeKind
  readonly path: string
  readonly delta: bigint
  readonly goneVersion: bigint | null
  readonly goneOrdinal: number | null
  readonly goneAdded: number | null
  readonly cameVersion: bigint | null
  readonly cameOrdinal: number | null
  readonly cameAdded: number | null
}

const SIDE_COLUMNS = 'path, file_key, partition_values, version, ordinal, size, num_records - num_deleted as rows'

/** One row a file of a side whose parameters begin at `first`. A broken log may have a path live twice. */
function side(first: number): string {
  const places = Array.from({ length: OF_SIDE }, (_, i) => `$${first + i}`)
  const [table, version, without, paths, keys, partitions, sizes, rows] = places
  return `
    select *, row_number() over (partition by path order by file_key) as nth from (
      select path, file_key, partition_values, version, ordinal, size, rows, null::int4 as added
        from ${liveFilesOf(SIDE_COLUMNS, `${table}::uuid`, `${version}::int8`)} live
        where not exists (select from unnest(${without}::uuid[]) as w (key) where w.key = live.file_key)
      union all
      select path, file_key, partition_values::jsonb, null, null, size, rows, (place - 1)::int4
        from unnest(${paths}::text[], ${keys}::uuid[], ${partitions}::text[], ${sizes}::int8[], ${rows}::int8[])
          with ordinality as a (path, file_key, partition_values, size, rows, place)
    ) files`
}

/** How many parameters a side has. */
const OF_SIDE = 8

function valuesOf(...sides: readonly FileSide[]): unknown[] {
  return sides.flatMap(({ tableId, version, without, added }) => [
    tableId,
    version,
    [...without],
    added.map(({ path }) => path),
    added.map(({ fileKey }) => fileKey),
    added.map(({ partitionValues }) => partitionValues),
    added.map(({ size }) => size),
    added.map(({ rows }) => rows ?? null),
  ])
}

const describedAt = (table: string, name: string) =>
  `(select ${DESCRIPTION} from dl_add_files f
      where f.table_id = ${table}::uuid and f.version = ${name}.version and f.ordinal = ${name}.ordinal)`

/** The same add on both sides is no difference, and the adds of a draft always are one; others are looked at. */
const CHANGES = `
  gone as (${side(1)}),
  came as (${side(1 + OF_SIDE)}),
  changes as (
    select case when gone.path is null then 'added' when came.path is null then 'removed'
                when came.file_key = gone.file_key then 'refreshed' else 'deletion-vector' end as kind,
        coalesce(came.path, gone.path) as path,
        coalesce(came.partition_values, gone.partition_values) as partition_values, abs(coalesce(came.size, 0) - coalesce(gone.size, 0)) as delta,
        coalesce(gone.version, gone.added) as gone_version, gone.version as gone_at, gone.ordinal as gone_ordinal,
        gone.added as gone_added, gone.size as gone_size, gone.rows as gone_rows,
        coalesce(came.version, came.added) as came_version, came.version as came_at, came.ordinal as came_ordinal,
        came.added as came_added, came.size as came_size, came.rows as came_rows
      from came full join gone on came.path = gone.path and came.nth = gone.nth
      where came.file_key is distinct from gone.file_key
        or case when came.added is not null or gone.added is not null then true
                when $1::uuid = $${1 + OF_SIDE}::uuid and came.version = gone.version and came.ordinal = gone.ordinal
                  then false
                else ${describedAt('$1', 'gone')} is distinct from ${describedAt(`$${1 + OF_SIDE}`, 'came')} end
  )`

const BEHIND = 2 * OF_SIDE
const PAGE = `with ${CHANGES}
  select kind, path, delta, gone_at as "goneVersion", gone_ordinal as "goneOrdinal", gone_added as "goneAdded",
      came_at as "cameVersion", came_ordinal as "cameOrdinal", came_added as "cameAdded"
    from changes
    where ($${BEHIND + 1}::text is null or kind = $${BEHIND + 1})
      and ($${BEHIND + 2}::int8 is null or delta < $${BEHIND + 2}
        or (delta = $${BEHIND + 2} and path collate "C" > $${BEHIND + 3}::text))
    order by delta desc, path collate "C" limit $${BEHIND + 4}`

function fileOf(version: bigint | null, ordinal: number | null, added: number | null): AcrossFile {
  if (added !== null) return { added }
  return version === null || ordinal === null ? undefined : { version, ordinal }
}
