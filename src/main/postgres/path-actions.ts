import type { BlamedCommit } from '../../shared/contract/blame.ts'
import { FILE_EVENTS_MAX } from '../../shared/limits.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'

export interface PathAction {
  readonly version: bigint
  readonly line: string
}

interface PathRow extends StoredAction {
  version: bigint
}

/**
 * Adds and removes that name a path exactly, in the order of the log, at most FILE_EVENTS_MAX. There is no index of
 * paths, which every commit would pay for: the server looks through all files that the table ever had.
 */
export async function readPathActions(
  database: Database,
  { tableId, path }: { readonly tableId: string; readonly path: string },
  signal: AbortSignal,
): Promise<{ readonly actions: PathAction[]; readonly isComplete: boolean }> {
  const rows = await queryUntil<PathRow>(
    database,
    {
      text: `select * from (
               select version, ordinal, 'dl_add_files' as source, line,
                   case when line is null then to_json(a)::text end as fields
                 from dl_add_files a where table_id = $1 and path = $2
               union all
               select version, ordinal, 'dl_remove_files', line, case when line is null then to_json(r)::text end
                 from dl_remove_files r where table_id = $1 and path = $2
             ) named order by version, ordinal limit $3`,
      values: [tableId, path, FILE_EVENTS_MAX + 1],
      isPlannedFreely: true,
    },
    signal,
  )
  const actions = rows.slice(0, FILE_EVENTS_MAX).map(row => ({ version: row.version, line: toActionLine(row) }))
  return { actions, isComplete: rows.length <= FILE_EVENTS_MAX }
}

/** What the ledger says about some versions of a table. */
export async function readCommits(
  database: Database,
  tableId: string,
  versions: readonly bigint[],
): Promise<ReadonlyMap<bigint, BlamedCommit>> {
  const { rows } = await database.pool.query<BlamedCommit>({
    name: 'commits_by_version',
    text: `select version, round(extract(epoch from committed_at) * 1000)::float8 as "committedAt", operation, committer
             from dl_table_versions where table_id = $1 and version = any ($2::int8[])`,
    values: [tableId, [...new Set(versions)]],
  })
  return new Map(rows.map(row => [row.version, row]))
}
