import type pg from 'pg'
import { type StoredAction, toActionLine } from './action-line.ts'

/** Two versions of a table; `head` is the newest. */
export interface RestoreRange {
  readonly tableId: string
  readonly target: bigint
  readonly head: bigint
  readonly limit: number
}

export interface GoneFile {
  /** Delta JSON of the add. */
  readonly line: string
  /** Milliseconds since 1970. */
  readonly removedAtMs: number
}

/** Exported so that a test can hold its plan: the files retired since, not the files of the table. */
export const GONE_FILES = {
  name: 'restore_gone',
  text: `select 'dl_add_files' as source, a.line, case when a.line is null then to_json(a)::text end as fields,
             round(extract(epoch from v.committed_at) * 1000)::float8 as "removedAtMs"
           from dl_add_files a
           join dl_table_versions v on v.table_id = a.table_id and v.version = a.removed_version
           where a.table_id = $1 and a.removed_version > $2 and a.removed_version <= $3 and a.version <= $2
             and not exists (
               select from dl_add_files l
                 where l.table_id = $1 and l.file_key = a.file_key and l.removed_version is null)
           order by a.version, a.ordinal limit $4`,
}

/** Files that lived at the target and do not at the head: what a restore adds again. */
export async function readGoneFiles(client: pg.ClientBase, range: RestoreRange): Promise<GoneFile[]> {
  const { tableId, target, head, limit } = range
  const { rows } = await client.query<StoredAction & { removedAtMs: number }>({
    ...GONE_FILES,
    values: [tableId, target, head, limit],
  })
  return rows.map(row => ({ line: toActionLine(row), removedAtMs: row.removedAtMs }))
}

/** Exported so that a test can hold its plan: the files of the versions since, not the files of the table. */
export const CAME_FILES = {
  name: 'restore_came',
  text: `select 'dl_add_files' as source, a.line, case when a.line is null then to_json(a)::text end as fields
           from dl_add_files a
           where a.table_id = $1 and a.version > $2 and a.version <= $3 and a.removed_version is null
             and not exists (
               select from dl_add_files t
                 where t.table_id = $1 and t.file_key = a.file_key and t.version <= $2
                   and t.removed_version > $2 and t.removed_version <= $3)
           order by a.version, a.ordinal limit $4`,
}

/** Files that live at the head and did not at the target, as Delta JSON lines: what a restore removes. */
export async function readCameFiles(client: pg.ClientBase, range: RestoreRange): Promise<string[]> {
  const { tableId, target, head, limit } = range
  const { rows } = await client.query<StoredAction>({ ...CAME_FILES, values: [tableId, target, head, limit] })
  return rows.map(toActionLine)
}

/** Domains that are set at a version, as Delta JSON lines. */
export async function readDomainsAt(client: pg.ClientBase, tableId: string, version: bigint): Promise<string[]> {
  const { rows } = await client.query<StoredAction>({
    name: 'restore_domains',
    text: `select source, line, fields from (
             select distinct on (domain) 'dl_domain_metadata' as source, removed, line,
                 case when line is null then to_json(d)::text end as fields
               from dl_domain_metadata d where table_id = $1 and version <= $2
               order by domain, version desc, ordinal desc
           ) newest where not removed`,
    values: [tableId, version],
  })
  return rows.map(toActionLine)
}
