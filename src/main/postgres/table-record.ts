import type pg from 'pg'
import type {
  ActionsRecord,
  FileRecord,
  RemoveRecord,
  TableRecord,
  VersionRecord,
} from '../../shared/simulation/table-record.ts'
import { ACTION_TABLES } from './action-tables.ts'
import type { Database } from './connection.ts'
import { withConnection } from './transaction.ts'

type VersionRow = Omit<VersionRecord, 'bytesAdded' | 'bytesRemoved' | 'totalBytes'> &
  Record<'bytesAdded' | 'bytesRemoved' | 'totalBytes', string>

/** Everything that the judge looks at, in one snapshot of the database; undefined where there is no such table. */
export async function readTableRecord(database: Database, tableId: string): Promise<TableRecord | undefined> {
  return withConnection(database, async client => {
    await client.query('begin isolation level repeatable read read only')
    const heads = await client.query<{ head: bigint }>(
      'select current_version as head from dl_tables where table_id = $1',
      [tableId],
    )
    const [row] = heads.rows
    if (row === undefined) return undefined
    const versions = await readVersions(client, tableId)
    const actions = await client.query<ActionsRecord>(ACTIONS, [tableId])
    const files = await client.query<FileRecord>(
      `select file_key as "fileKey", version, removed_version as "removedVersion", size
         from dl_add_files where table_id = $1`,
      [tableId],
    )
    const removes = await client.query<RemoveRecord>(
      'select file_key as "fileKey", version from dl_remove_files where table_id = $1',
      [tableId],
    )
    return { tableId, head: row.head, versions, actions: actions.rows, files: files.rows, removes: removes.rows }
  })
}

async function readVersions(client: pg.ClientBase, tableId: string): Promise<VersionRecord[]> {
  const { rows } = await client.query<VersionRow>(
    `select version, kind, commit_id as "commitId", (extract(epoch from committed_at) * 1000000)::int8 as "committedAtUs",
         num_actions as "numActions", files_added as "filesAdded", files_removed as "filesRemoved",
         bytes_added as "bytesAdded", bytes_removed as "bytesRemoved", total_files as "totalFiles",
         total_bytes as "totalBytes"
       from dl_table_versions where table_id = $1 order by version`,
    [tableId],
  )
  return rows.map(row => ({
    ...row,
    bytesAdded: BigInt(row.bytesAdded),
    bytesRemoved: BigInt(row.bytesRemoved),
    totalBytes: BigInt(row.totalBytes),
  }))
}

const PLACES = Object.keys(ACTION_TABLES).map(table => `select version, ordinal from ${table} where table_id = $1`)

const ACTIONS = `
  select version, count(*)::int4 as count, (count(*) - count(distinct ordinal))::int4 as doubled
    from (
      ${PLACES.join(' union all ')}
      union all
      select version, commit_info_ordinal from dl_table_versions where table_id = $1 and commit_info_ordinal is not null
    ) places
    group by version`
