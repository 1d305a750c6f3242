import type { FilePage, FilePageRequest, FilePlace, FileSort, LiveFileLine } from '../../shared/contract/snapshots.ts'
import type { Database } from './connection.ts'
import { LIVE_FILE_COLUMNS, type LiveFileRow, toLiveFile } from './live-file-row.ts'
import { filterCondition, liveFiles } from './live-files.ts'
import { type LongStatement, queryUntil } from './query-until.ts'

/** What files are ordered by; ties are broken by the place of the add, so that pages join without a gap. */
const SORT_KEYS: Readonly<Record<Exclude<FileSort, 'added'>, string>> = {
  path: 'path collate "C"',
  size: 'size',
  rows: 'coalesce(num_records - num_deleted, -1)',
  modified: 'modification_time',
  partition: 'partition_values::text collate "C"',
}

/**
 * Live files of a version, a page at a time. In the order of their adds a page is read off the primary key; in any other
 * order the server looks at the key of every live file, whatever the page.
 */
export async function readFilePage(
  database: Database,
  request: FilePageRequest,
  signal: AbortSignal,
): Promise<FilePage> {
  const rows = await queryUntil<LiveFileRow>(database, filePageStatement(request), signal)
  const files = rows.slice(0, request.limit).map(toLiveFile)
  const last = files.at(-1)
  const next = rows.length > request.limit && last ? { version: last.version, ordinal: last.ordinal } : null
  return { files, next }
}

/** The files whose adds stand at these places, in the same order; places without an add are left out. */
export async function readFilesAt(
  database: Database,
  tableId: string,
  places: readonly FilePlace[],
): Promise<LiveFileLine[]> {
  const { rows } = await database.pool.query<LiveFileRow>({
    name: 'files_at',
    text: `select ${LIVE_FILE_COLUMNS}
             from unnest($2::int8[], $3::int4[]) with ordinality as wanted (version, ordinal, place)
             join dl_add_files f on f.table_id = $1 and f.version = wanted.version and f.ordinal = wanted.ordinal
             order by wanted.place`,
    values: [tableId, places.map(({ version }) => version), places.map(({ ordinal }) => ordinal)],
  })
  return rows.map(toLiveFile)
}

/** Exported so that a test can hold its plan. */
export function filePageStatement(request: FilePageRequest): LongStatement {
  return request.sort === 'added' ? inOrderOfAdds(request) : sorted(request, SORT_KEYS[request.sort])
}

/** One range of the primary key, left as soon as the page is full; rows that are not live at the version are skipped. */
function inOrderOfAdds({ tableId, version, descending, filter, after, limit }: FilePageRequest): LongStatement {
  const direction = descending ? 'desc' : 'asc'
  const condition = filterCondition(filter, after ? 6 : 4)
  const beyond = after ? ` and (version, ordinal) ${descending ? '<' : '>'} ($4, $5)` : ''
  return {
    text: `select ${LIVE_FILE_COLUMNS} from dl_add_files f
             where table_id = $1 and version <= $2 and (removed_version is null or removed_version > $2)
               ${beyond}${condition.text}
             order by version ${direction}, ordinal ${direction} limit $3`,
    values: [tableId, version, limit + 1, ...(after ? [after.version, after.ordinal] : []), ...condition.values],
    isPlannedFreely: true,
  }
}

/** Sorts places and keys alone; the files of the page are fetched by their places. */
function sorted({ tableId, version, descending, filter, after, limit }: FilePageRequest, key: string): LongStatement {
  const [direction, operator] = descending ? ['desc', '<'] : ['asc', '>']
  const condition = filterCondition(filter, after ? 6 : 4)
  const order = ['key', 'version', 'ordinal'].map(column => `${column} ${direction}`).join(', ')
  const beyond = after
    ? `where (key, version, ordinal) ${operator} (
         (select ${key} from dl_add_files where table_id = $1 and version = $4 and ordinal = $5), $4, $5)`
    : ''
  return {
    text: `with page as (
             select * from ${liveFiles(`version, ordinal, ${key} as key`, condition.text)} live ${beyond}
               order by ${order} limit $3
           )
           select ${LIVE_FILE_COLUMNS}
             from page join dl_add_files f on f.table_id = $1 and f.version = page.version and f.ordinal = page.ordinal
             order by ${order.replaceAll(/\b(key|version|ordinal)\b/g, 'page.$1')}`,
    values: [tableId, version, limit + 1, ...(after ? [after.version, after.ordinal] : []), ...condition.values],
  }
}
