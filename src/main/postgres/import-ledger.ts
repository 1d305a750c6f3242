import { IMPORT_LEDGER_PAGE } from '../../shared/import-limits.ts'
import type { Database } from './connection.ts'

/** A version as a table has it already. */
export interface LedgerEntry {
  readonly version: bigint
  readonly kind: 'commit' | 'base'
  readonly commitId: string
}

/** The versions of a table, oldest first. */
export async function* readLedger(database: Database, tableId: string): AsyncGenerator<LedgerEntry, void> {
  for (let after = -1n; ; ) {
    const { rows } = await database.pool.query<LedgerEntry>({
      name: 'import_ledger',
      text: `select version, kind, commit_id as "commitId" from dl_table_versions
               where table_id = $1 and version > $2 order by version limit $3`,
      values: [tableId, after, IMPORT_LEDGER_PAGE],
    })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < IMPORT_LEDGER_PAGE) return
    after = last.version
  }
}

/** Keys of the files that are live at the head, many at a time. */
export async function* readLiveKeys(database: Database, tableId: string): AsyncGenerator<readonly LiveKey[], void> {
  for (let after = FIRST_KEY; ; ) {
    const { rows } = await database.pool.query<LiveKey>({
      name: 'live_keys',
      text: `select file_key as "fileKey", version from dl_add_files
               where table_id = $1 and removed_version is null and file_key > $2 order by file_key limit $3`,
      values: [tableId, after, IMPORT_LEDGER_PAGE],
    })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < IMPORT_LEDGER_PAGE) return
    after = last.fileKey
  }
}

export interface LiveKey {
  readonly fileKey: string
  readonly version: bigint
}

const FIRST_KEY = '00000000-0000-0000-0000-000000000000'

/** When the head was committed, in milliseconds since 1970; undefined for a table without a version. */
export async function readHeadTime(database: Database, tableId: string): Promise<bigint | undefined> {
  const { rows } = await database.pool.query<{ time: bigint }>(
    `select floor(extract(epoch from v.committed_at)::numeric * 1000)::int8 as time
       from dl_tables t join dl_table_versions v on v.table_id = t.table_id and v.version = t.current_version
       where t.table_id = $1`,
    [tableId],
  )
  return rows[0]?.time
}
