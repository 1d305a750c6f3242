import type pg from 'pg'
import { SCAN_PAGE_FILES } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { readHeadVersion } from './head-version.ts'
import { queryUntil } from './query-until.ts'

export interface ScanRequest {
  readonly tableId: string
  readonly version: bigint
  /** Stored partition values as JSON: files of other partitions are left out. Absent: all files. */
  readonly partitions?: readonly string[] | undefined
  /** Files that one statement reads. */
  readonly pageFiles?: number | undefined
}

/** What the scan itself needs of a row, beside the columns that were asked for. */
interface ScanKeys extends pg.QueryResultRow {
  version: bigint
  ordinal: number
  fileKey: string
  removedVersion: bigint | null
  head: bigint
}

/** Up to which key a page of unremoved files went, and which head its statement saw. */
export interface SeenPage {
  readonly lastKey: string
  readonly head: bigint
}

export const LAST_KEY = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * The rows of every live file of a version once, in batches, by short statements that hold no snapshot of the database;
 * `columns` are those of `dl_add_files` besides `version` and `ordinal`, which always come along. First come the files that
 * are live to this day, by key; then those removed since. A file that is removed while the scan runs belongs to both: it
 * was seen where its page was read before its removal, and only otherwise it is taken from the second part.
 */
export async function* scanLiveRows<R>(
  database: Database,
  { tableId, version, partitions, pageFiles = SCAN_PAGE_FILES }: ScanRequest,
  columns: string,
  signal: AbortSignal,
): AsyncGenerator<(R & { readonly version: bigint; readonly ordinal: number })[], void> {
  const wanted = partitions ? [partitions] : []
  const seen: SeenPage[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: (R & ScanKeys)[] = await queryUntil<R & ScanKeys>(
      database,
      {
        text: unremovedPage(columns, wanted.length > 0),
        values: [tableId, version, after || null, pageFiles, ...wanted],
      },
      signal,
    )
    const last = rows.at(-1)
    const isFull = rows.length === pageFiles
    const head = last?.head ?? (await readHeadVersion(database, tableId)) ?? -1n
    seen.push({ lastKey: isFull && last ? last.fileKey : LAST_KEY, head })
    if (rows.length > 0) yield rows
    after = isFull ? last?.fileKey : undefined
  }
  yield* scanRemovedSince<R>(database, { tableId, version, partitions, pageFiles }, columns, seen, signal)
}

/** The second part of `scanLiveRows`: what was live and has been removed since, unless a page that was `seen` had it. */
export async function* scanRemovedSince<R>(
  database: Database,
  { tableId, version, partitions, pageFiles = SCAN_PAGE_FILES }: ScanRequest,
  columns: string,
  seen: readonly SeenPage[],
  signal: AbortSignal,
): AsyncGenerator<(R & { readonly version: bigint; readonly ordinal: number })[], void> {
  const wanted = partitions ? [partitions] : []
  let after: readonly [bigint, bigint, number] = [version, -1n, -1]
  for (let isMore = true; isMore; ) {
    const rows = await queryUntil<R & ScanKeys>(
      database,
      { text: removedPage(columns, wanted.length > 0), values: [tableId, version, ...after, pageFiles, ...wanted] },
      signal,
    )
    const fresh = rows.filter(row => (row.removedVersion ?? 0n) <= headOfPage(seen, row.fileKey))
    if (fresh.length > 0) yield fresh
    const last = rows.at(-1)
    isMore = rows.length === pageFiles
    if (last) after = [last.removedVersion ?? 0n, last.version, last.ordinal]
  }
}

const KEYS = `version, ordinal, file_key as "fileKey", removed_version as "removedVersion"`

function unremovedPage(columns: string, isRestricted: boolean): string {
  return `select ${KEYS}, ${columns}, (select current_version from dl_tables where table_id = $1) as head
            from dl_add_files
            where table_id = $1 and removed_version is null and version <= $2 and ($3::uuid is null or file_key > $3)
              ${isRestricted ? 'and partition_values = any ($5::jsonb[])' : ''}
            order by file_key limit $4`
}

/** The range of removed versions is named on its own, since the index does not hold ordinals. */
function removedPage(columns: string, isRestricted: boolean): string {
  return `select ${KEYS}, ${columns}, 0::int8 as head from dl_add_files
            where table_id = $1 and removed_version > $2 and version <= $2
              and removed_version >= $3 and (removed_version, version, ordinal) > ($3, $4, $5)
              ${isRestricted ? 'and partition_values = any ($7::jsonb[])' : ''}
            order by removed_version, version, ordinal limit $6`
}

/** The head that was seen by the page in whose range the key lies. Keys are lower-case hexadecimal, which sorts as uuid. */
function headOfPage(seen: readonly SeenPage[], key: string): bigint {
  let [from, to] = [0, seen.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((seen[middle]?.lastKey ?? '') < key) from = middle + 1
    else to = middle
  }
  return seen[from]?.head ?? -1n
}
