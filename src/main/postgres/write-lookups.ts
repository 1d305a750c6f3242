import type pg from 'pg'
import { type StoredAction, toActionLine } from './action-line.ts'

/** A commit as the ledger knows it. */
export interface RecordedCommit {
  readonly version: bigint
  readonly commitId: string
  readonly operation: string
  readonly committer: string
  /** Milliseconds since 1970. */
  readonly committedAt: number
}

const RECORDED_COMMIT = `version, commit_id as "commitId", operation, committer,
  (extract(epoch from committed_at) * 1000)::float8 as "committedAt"`

/** The head without a lock; undefined where there is no such table. */
export async function readHead(client: pg.ClientBase, tableId: string): Promise<bigint | undefined> {
  const { rows } = await client.query<{ head: bigint }>({
    name: 'read_head',
    text: 'select current_version as head from dl_tables where table_id = $1',
    values: [tableId],
  })
  return rows[0]?.head
}

/** The commit with this id, if there is one (C4). */
export async function findCommit(
  client: pg.ClientBase,
  tableId: string,
  commitId: string,
): Promise<RecordedCommit | undefined> {
  const { rows } = await client.query<RecordedCommit>({
    name: 'find_commit',
    text: `select ${RECORDED_COMMIT} from dl_table_versions where table_id = $1 and commit_id = $2`,
    values: [tableId, commitId],
  })
  return rows[0]
}

/** Those of several commits that there are (C4). */
export async function findCommits(
  client: pg.ClientBase,
  tableId: string,
  commitIds: readonly string[],
): Promise<RecordedCommit[]> {
  if (commitIds.length === 0) return []
  const { rows } = await client.query<RecordedCommit>({
    name: 'find_commits',
    text: `select ${RECORDED_COMMIT} from dl_table_versions where table_id = $1 and commit_id = any($2::uuid[])`,
    values: [tableId, commitIds],
  })
  return rows
}

/** The first `limit` commits from `version` on, oldest first. */
export async function readCommitsFrom(
  client: pg.ClientBase,
  tableId: string,
  version: bigint,
  limit: number,
): Promise<RecordedCommit[]> {
  const { rows } = await client.query<RecordedCommit>({
    name: 'commits_from',
    text: `select ${RECORDED_COMMIT} from dl_table_versions where table_id = $1 and version >= $2 order by version limit $3`,
    values: [tableId, version, limit],
  })
  return rows
}

/** The newest value of each of these domains that is set and not removed, as Delta JSON lines. */
export async function readDomains(
  client: pg.ClientBase,
  tableId: string,
  domains: readonly string[],
): Promise<string[]> {
  if (domains.length === 0) return []
  const { rows } = await client.query<StoredAction>({
    name: 'domains',
    text: `select 'dl_domain_metadata' as source, d.line, to_json(d)::text as fields
       from unnest($2::text[]) k (domain)
       cross join lateral (
         select * from dl_domain_metadata d
           where d.table_id = $1 and left(d.domain, 200) = left(k.domain, 200) and d.domain = k.domain
           order by version desc limit 1
       ) d
       where not d.removed`,
    values: [tableId, domains],
  })
  return rows.map(toActionLine)
}

/** What became of a file that was added at least once. */
export interface StoredFile {
  readonly fileKey: string
  readonly addedVersion: bigint | null
  /** null where the file is live. */
  readonly removedVersion: bigint | null
}

/**
 * The newest state of each of these files that the table has known: one probe of the live files, and for the rest one of
 * the removes.
 */
export async function readStoredFiles(
  client: pg.ClientBase,
  tableId: string,
  fileKeys: readonly string[],
): Promise<StoredFile[]> {
  if (fileKeys.length === 0) return []
  const { rows } = await client.query<StoredFile>({
    name: 'stored_files',
    text: `select k.file_key as "fileKey", coalesce(l.version, g.added_version) as "addedVersion",
            case when l.version is null then g.removed_version end as "removedVersion"
       from unnest($2::uuid[]) k (file_key)
       left join lateral (
         select version from dl_add_files
           where table_id = $1 and file_key = k.file_key and removed_version is null limit 1
       ) l on true
       left join lateral (
         select r.version as removed_version, (
             select a.version from dl_add_files a
               where a.table_id = $1 and a.removed_version = r.version and a.file_key = r.file_key limit 1
           ) as added_version
           from dl_remove_files r
           where l.version is null and r.table_id = $1 and r.file_key = k.file_key
           -- Not the bare column: its order would invite a walk along the primary key.
           order by r.version + 0 desc limit 1
       ) g on true
       where coalesce(l.version, g.removed_version) is not null`,
    values: [tableId, fileKeys],
  })
  return rows
}

/** The newest version that each application has committed under its id (Delta protocol, "Transaction Identifiers"). */
export async function readTxnVersions(
  client: pg.ClientBase,
  tableId: string,
  appIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  if (appIds.length === 0) return new Map()
  const { rows } = await client.query<{ appId: string; txnVersion: bigint }>({
    name: 'txn_versions',
    text: `select k.app_id as "appId", t.txn_version as "txnVersion"
       from unnest($2::text[]) k (app_id)
       cross join lateral (
         select txn_version from dl_txn_actions t
           where t.table_id = $1 and left(t.app_id, 200) = left(k.app_id, 200) and t.app_id = k.app_id
           order by version desc limit 1
       ) t`,
    values: [tableId, appIds],
  })
  return new Map(rows.map(({ appId, txnVersion }) => [appId, txnVersion]))
}
