import type pg from 'pg'
import type { Database } from './connection.ts'
import { inTransaction } from './transaction.ts'

export interface SampleTable {
  readonly tableId: string
  readonly name: string
  /** Somebody has committed to it since it was made, or it is still being made. */
  readonly hasOwnCommits: boolean
}

/** Marks a table as made up to this version, so that it can be removed again. In the caller's transaction. */
export async function markSample(client: pg.ClientBase, tableId: string, head: bigint): Promise<void> {
  const mark = JSON.stringify({ sample: true, sampleHead: `${head}` })
  await client.query('update dl_tables set properties = properties || $2::jsonb where table_id = $1', [tableId, mark])
}

/** Tables that were made up by this program, by name. */
export async function listSamples({ pool }: Pick<Database, 'pool'>): Promise<SampleTable[]> {
  const { rows } = await pool.query<SampleTable>(SAMPLES)
  return rows
}

const SAMPLES = `select table_id as "tableId", name,
    current_version > coalesce((properties->>'sampleHead')::bigint, -1) as "hasOwnCommits"
  from dl_tables where properties->'sample' = 'true'::jsonb order by name`

/** A removed table's rows, and what must be away before others may go. */
const KEYED_TABLES = `select c.relname as name from pg_catalog.pg_class c
   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'table_id'
  where n.nspname = $1 and c.relkind = 'r' and c.relname like 'dl\\_%'
  order by case c.relname when 'dl_tables' then 2 when 'dl_table_versions' then 1 else 0 end, c.relname`

/**
 * Removes every table that was made up by this program, with its whole history, and nothing else. The guards of the log
 * are lifted for this one transaction, which the owner of its tables alone may do: a server answers others with 42501.
 */
export async function removeSamples(database: Database): Promise<readonly SampleTable[]> {
  return inTransaction(database, async client => {
    const { rows: samples } = await client.query<SampleTable>(`${SAMPLES} for update`)
    if (samples.length === 0) return []
    const ids = samples.map(({ tableId }) => tableId)
    const { rows: tables } = await client.query<{ name: string }>(KEYED_TABLES, [database.schema])
    for (const { name } of tables) {
      const table = client.escapeIdentifier(name)
      await client.query(`alter table ${table} disable trigger user`)
      await client.query(`delete from ${table} where table_id = any($1::uuid[])`, [ids])
      await client.query(`alter table ${table} enable trigger user`)
    }
    return samples
  })
}
