import type { Database } from './connection.ts'

/** Undefined where there is no such table. */
export async function readTableName(database: Database, tableId: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ name: string }>({
    name: 'table_name',
    text: 'select name from dl_tables where table_id = $1',
    values: [tableId],
  })
  return rows[0]?.name
}
