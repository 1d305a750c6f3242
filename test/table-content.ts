import type { Database } from '../src/main/postgres/connection.ts'

const TABLES = ['dl_table_versions', 'dl_add_files', 'dl_remove_files', 'dl_metadata_updates', 'dl_protocol_updates']

/** A digest of everything that a table holds, its own id aside. */
export async function tableContent({ pool }: Pick<Database, 'pool'>, tableId: string): Promise<unknown> {
  const contents = TABLES.map(async table => {
    const order = table === 'dl_table_versions' ? 'version' : 'version, ordinal'
    const { rows } = await pool.query(
      `select md5(string_agg((to_jsonb(t) - 'table_id')::text, E'\n' order by ${order})) as digest, count(*) from ${table} t
         where table_id = $1`,
      [tableId],
    )
    return [table, rows]
  })
  return Promise.all(contents)
}
