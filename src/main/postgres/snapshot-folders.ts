import type { Folder } from '../../shared/contract/snapshots.ts'
import { FOLDERS_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { liveFiles } from './live-files.ts'
import { queryUntil } from './query-until.ts'

interface FolderRow {
  /** Null for the files of the folder itself. */
  readonly name: string | null
  readonly files: number
  readonly bytes: string
  readonly total: number
}

/** Up to the next slash; the scheme and the bucket of an absolute path are one step, for which alone a pattern is worth its price. */
const NEXT_STEP = `(case when strpos(rest, '://') = 0 then nullif(left(rest, strpos(rest, '/')), '')
  else substring(rest from '^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/]*)?[^/]*/') end)`

/** What lies in a folder of a version's live files, by the texts of their paths. One pass over the live files. */
export async function readFolder(
  database: Database,
  { tableId, version, prefix }: { readonly tableId: string; readonly version: bigint; readonly prefix: string },
  signal: AbortSignal,
): Promise<Folder> {
  const text = `
    with steps as (
      select ${NEXT_STEP} collate "C" as name, size from (
        select substr(path, char_length($3::text) + 1) as rest, size
          from ${liveFiles('path, size', ' and starts_with(path, $3)')} live
      ) below
    )
    select name, count(*)::int4 as files, sum(size) as bytes, (count(name) over ())::int4 as total
      from steps group by name order by name nulls first limit $4`
  const values = [tableId, version, prefix, FOLDERS_MAX + 1]
  const rows = await queryUntil<FolderRow>(database, { text, values }, signal)
  const own = rows.find(({ name }) => name === null)
  return {
    files: own?.files ?? 0,
    bytes: BigInt(own?.bytes ?? 0),
    folders: rows
      .flatMap(({ name, files, bytes }) => (name === null ? [] : [{ name, files, bytes: BigInt(bytes) }]))
      .slice(0, FOLDERS_MAX),
    total: rows[0]?.total ?? 0,
  }
}
