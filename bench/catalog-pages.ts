import { readActivity } from '../src/main/postgres/table-activity.ts'
import { countFacets } from '../src/main/postgres/table-facts.ts'
import { listTables } from '../src/main/postgres/tables.ts'
import { onBenchServer } from './copy-server.ts'
import type { Measurement } from './measurement.ts'

const TABLES = 50_000
const PAGE = 200
const RUNS = 5
const { signal } = new AbortController()

/** A catalog of 50,000 tables of three versions each. */
export function benchCatalogPages(): Promise<Measurement[]> {
  return onBenchServer(async ({ database }) => {
    const client = await database.pool.connect()
    try {
      await client.query('set session_replication_role = replica')
      await client.query(TABLES_SQL, [TABLES])
      await client.query(VERSIONS_SQL)
      await client.query('vacuum (analyze) dl_tables, dl_table_versions')
    } finally {
      await client.query('set session_replication_role = origin')
      client.release()
    }
    const { tables } = await listTables(database, { limit: PAGE })
    const measure = async (name: string, aim: number, work: () => Promise<unknown>): Promise<Measurement> => {
      let value = Number.POSITIVE_INFINITY
      for (let run = 0; run < RUNS; run++) {
        const started = performance.now()
        await work()
        value = Math.min(value, performance.now() - started)
      }
      return { name, value, unit: 'ms', aim }
    }
    return [
      await measure('first page of 50,000 tables by name', 50, () => listTables(database, { limit: PAGE })),
      await measure('search in 50,000 names', 100, () => listTables(database, { search: 'table_4999', limit: PAGE })),
      await measure('first page by size, over all heads', 1_500, () =>
        listTables(database, { limit: PAGE, sort: { by: 'bytes', descending: true } }),
      ),
      await measure('counts of every facet', 1_500, () => countFacets(database, '', signal)),
      await measure('activity of a page of tables', 150, () =>
        readActivity(
          database,
          tables.map(({ tableId }) => tableId),
          signal,
        ),
      ),
    ]
  })
}

const TABLES_SQL = `
  insert into dl_tables (table_id, name, location, current_version)
    select gen_random_uuid(), 'schema_' || n % 100 || '.table_' || n, 's3://lake/' || n, 2 from generate_series(1, $1::int4) n`

const VERSIONS_SQL = `
  insert into dl_table_versions (table_id, version, commit_id, committed_at, committer, operation, num_actions, total_files,
      total_bytes, total_rows)
    select table_id, v, gen_random_uuid(), now() - (2 - v) * interval '5 h' - random() * interval '1 h',
        'etl-' || abs(hashtext(name)) % 40, 'WRITE', 0, abs(hashtext(name)) % 5000, abs(hashtext(name))::numeric * 1000, null
      from dl_tables, generate_series(0, 2) v`
