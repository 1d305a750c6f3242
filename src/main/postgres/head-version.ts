import type { Database } from './connection.ts'

/** The newest version of a table; -1 where it has none, undefined where there is no such table. */
export async function readHeadVersion({ pool }: Database, tableId: string): Promise<bigint | undefined> {
  const { rows } = await pool.query<{ head: bigint }>(
    'select current_version as head from dl_tables where table_id = $1',
    [tableId],
  )
  return rows[0]?.head
}
