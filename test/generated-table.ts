import { randomUUID } from 'node:crypto'
import type { Database } from '../src/main/postgres/connection.ts'
import { inTransaction } from '../src/main/postgres/transaction.ts'

export interface GeneratedTable {
  readonly versions: number
  /** Adds of each version. */
  readonly filesPerVersion: number
  /** A file is removed so many versions after it was added, unless it stays. */
  readonly lifetimeVersions: number
  /** How many of ten files stay; one where absent. */
  readonly staysInTen?: number | undefined
}

const COLUMNS = ['id', 'price', 'quantity', 'discount', 'tax', 'weight', 'rating', 'stock']

const SCHEMA = JSON.stringify({
  type: 'struct',
  fields: [
    ...COLUMNS.map(name => ({ name, type: 'long', nullable: true, metadata: {} })),
    { name: 'dt', type: 'date', nullable: true, metadata: {} },
  ],
})

const STATS = `format('{"numRecords":1000,"minValues":{"id":%s,"price":1,"quantity":1,"discount":0,"tax":0,"weight":1,"rating":1,"stock":0},'
  '"maxValues":{"id":%s,"price":9999,"quantity":100,"discount":50,"tax":25,"weight":9000,"rating":5,"stock":100000},'
  '"nullCount":{"id":0,"price":0,"quantity":3,"discount":12,"tax":0,"weight":7,"rating":90,"stock":0}}', i * 1000, i * 1000 + 999)`

const FILES = `select i, i / $3::int8 as v, (i % $3::int8)::int4 as place,
    format('dt=2026-%s-%s/part-%s-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.snappy.parquet',
      lpad((i / 28 % 12 + 1)::text, 2, '0'), lpad((i % 28 + 1)::text, 2, '0'), lpad(i::text, 9, '0')) as path,
    jsonb_build_object('dt', format('2026-%s-%s', lpad((i / 28 % 12 + 1)::text, 2, '0'),
      lpad((i % 28 + 1)::text, 2, '0'))) as partition_values,
    1000000 + i * 7919 % 134217728 as size,
    case when i % 10 >= $5::int8 and i / $3::int8 + $4::int8 < $2::int8 then i / $3::int8 + $4::int8 end as removed_version
  from generate_series(0, $2::int8 * $3::int8 - 1) i`

/**
 * A table of any length, made by the server in seconds: every version adds files, and most of them are removed a while
 * later. Gives its id.
 */
export async function generateTable(database: Database, table: GeneratedTable): Promise<string> {
  const tableId = randomUUID()
  const { versions, filesPerVersion, lifetimeVersions, staysInTen = 1 } = table
  const values = [tableId, versions, filesPerVersion, lifetimeVersions, staysInTen]
  await database.pool.query('insert into dl_tables (table_id, name) values ($1, $2)', [tableId, `generated-${tableId}`])
  await inTransaction(database, async client => {
    await client.query('set local statement_timeout = 0')
    await client.query(
      `with files as (${FILES})
       insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time,
           data_change, stats, num_records, removed_version)
         select $1, v, place, md5(path)::uuid, path, partition_values, size, 1700000000000 + i, true, ${STATS}, 1000,
             removed_version
           from files`,
      values,
    )
    await client.query(
      `with files as (${FILES})
       insert into dl_remove_files (table_id, version, ordinal, file_key, path, deletion_timestamp, data_change,
           extended_file_metadata, partition_values, size)
         select $1, removed_version, $3::int8 + place, md5(path)::uuid, path, 1700000000000 + i, true, true,
             partition_values, size
           from files where removed_version is not null`,
      values,
    )
    await client.query(
      `insert into dl_metadata_updates (table_id, version, ordinal, metadata_id, format, schema_string,
           partition_columns, configuration)
         values ($1, 0, 1000001, 'generated', '{"provider":"parquet","options":{}}', $2, '{dt}', '{}')`,
      [tableId, SCHEMA],
    )
    await client.query(
      `insert into dl_protocol_updates (table_id, version, ordinal, min_reader_version, min_writer_version)
         values ($1, 0, 1000002, 1, 2)`,
      [tableId],
    )
    await client.query(
      `with files as (${FILES}),
       advanced as (update dl_tables set current_version = $2::int8 - 1 where table_id = $1 returning table_id),
       changes as (
         select version, sum(adds) as adds, sum(removes) as removes, sum(added) as added, sum(removed) as removed from (
           select v as version, 1 as adds, 0 as removes, size as added, 0 as removed from files
           union all
           select removed_version, 0, 1, 0, size from files where removed_version is not null
         ) each group by version
       )
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
           num_removes, num_metadata, num_protocol, files_added, files_removed, bytes_added, bytes_removed, rows_added,
           rows_removed, total_files, total_bytes, total_rows, metadata_version, protocol_version)
         select table_id, version, gen_random_uuid(), timestamptz '2026-01-01' + version * interval '1 s',
             (array['WRITE', 'MERGE', 'DELETE', 'OPTIMIZE'])[version % 4 + 1],
             adds + removes + case when version = 0 then 2 else 0 end, adds, removes, (version = 0)::int4,
             (version = 0)::int4, adds, removes, added, removed, adds * 1000, removes * 1000,
             sum(adds - removes) over w, sum(added - removed) over w, sum((adds - removes) * 1000) over w, 0, 0
           from advanced, changes window w as (order by version)`,
      values,
    )
  })
  // As a server does by itself before long: it notes which pages need no look for an answer out of an index.
  await database.pool.query('vacuum (analyze) dl_add_files, dl_remove_files, dl_table_versions, dl_tables')
  return tableId
}
