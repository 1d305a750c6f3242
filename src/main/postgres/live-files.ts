import type { FileFilter } from '../../shared/contract/snapshots.ts'

/** A condition over `dl_add_files` whose parameters follow those of the statement that it stands in. */
export interface Condition {
  readonly text: string
  readonly values: readonly unknown[]
}

/** The part of a statement that keeps the files that fit a filter; `first` is the number of its first parameter. */
export function filterCondition({ path, prefix, partition, sizeMin, sizeMax }: FileFilter, first: number): Condition {
  const parts: [string, unknown][] = [
    ...(path === undefined ? [] : [part('strpos(path, $) > 0', path)]),
    ...(prefix === undefined ? [] : [part('starts_with(path, $)', prefix)]),
    ...(partition === undefined ? [] : [part('partition_values @> $::jsonb', JSON.stringify(partition))]),
    ...(sizeMin === undefined ? [] : [part('size >= $', sizeMin)]),
    ...(sizeMax === undefined ? [] : [part('size < $', sizeMax)]),
  ]
  return {
    text: parts.map(([text], index) => ` and ${text.replace('$', () => `$${first + index}`)}`).join(''),
    values: parts.map(([, value]) => value),
  }
}

/**
 * The live files of version $2 of table $1: two index ranges, never an OR, so that the cost follows the number of live
 * files and not that of all files that the table ever had. The ledger knows how many there are, which the guards hold it to:
 * the range of those retired since is left as soon as they are found, for most are retired soon.
 */
export function liveFiles(columns: string, condition = ''): string {
  return `(select ${columns} from dl_add_files
             where table_id = $1 and ${IS_LIVE_STILL} and version <= $2${condition}
           union all
           select ${columns} from (
             select * from dl_add_files where table_id = $1 and removed_version > $2 and version <= $2
               order by removed_version limit ${RETIRED_SINCE}
           ) retired where true${condition})`
}

/** As `liveFiles`, of a table and a version that stand at other places of a statement. */
export function liveFilesOf(columns: string, table: string, version: string): string {
  return liveFiles(columns).replaceAll(/\$[12]/g, place => (place === '$1' ? table : version))
}

/** The words of the index that holds what is added up. */
const IS_LIVE_STILL = 'coalesce(removed_version, -1) < 0'

/** Null, which is no limit, at the head and where the ledger does not add up. */
const RETIRED_SINCE = `(
  select case when exists (select from dl_add_files where table_id = $1 and removed_version > $2) then (
    select nullif(greatest(-1, max(v.total_files) - (
        select count(*) from dl_add_files where table_id = $1 and ${IS_LIVE_STILL} and version <= $2)), -1)
      from dl_table_versions v where v.table_id = $1 and v.version = $2
  ) end)`

/** Rows that a reader sees, summed; null as soon as one file does not say how many records it holds. */
export const SUM_OF_ROWS = `case when count(*) = count(num_records) then coalesce(sum(num_records - num_deleted), 0) end`

function part(text: string, value: unknown): [string, unknown] {
  return [text, value]
}
