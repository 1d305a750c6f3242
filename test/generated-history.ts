import { randomUUID } from 'node:crypto'
import type pg from 'pg'

export interface GeneratedHistory {
  readonly name: string
  readonly versions: number
  /** Versions from here on are not published; all of them where absent. */
  readonly publishedBefore?: number
  /** Versions that go in one transaction. */
  readonly chunk?: number
}

const CHUNK = 50_000

/**
 * Makes a table with a long and varied history by a few statements, each of which the guards of the database check like
 * any other writer's. A superuser who needs a million versions soon may `set session_replication_role = replica` on the
 * connection first: then nothing is checked, and the rows are the same.
 */
export async function generateHistory(client: pg.ClientBase, wanted: GeneratedHistory): Promise<string> {
  const { name, versions, publishedBefore = 0, chunk = CHUNK } = wanted
  const tableId = randomUUID()
  await client.query('insert into dl_tables (table_id, name, location) values ($1, $2, $3)', [
    tableId,
    name,
    `s3://lake/${name}`,
  ])
  for (let from = 0; from < versions; from += chunk) {
    const values = [tableId, from, Math.min(versions, from + chunk)]
    await client.query('begin')
    for (const statement of [FILES, METADATA, PROTOCOL, TXNS, LEDGER]) await client.query(statement, values)
    await client.query('commit')
  }
  await client.query(
    `insert into dl_mirror_status (table_id, version, state)
       select $1, v, case when v = $2::int8 - 1 then 'failed' else 'published' end from generate_series(0, $2::int8 - 1) v`,
    [tableId, publishedBefore],
  )
  return tableId
}

/** What a version is like, as SQL over its number `v`; `generatedVersion` says the same in JavaScript. */
const FILE_COUNT = 'case when v % 1000 = 999 then 40 when v % 11 = 4 then 0 else 1 end'
const REMOVED = 'case when v % 10 <> 0 and v % 11 <> 4 and v % 1000 <> 999 then v + 20 end'
const SIZE = '(10 ^ (v % 9))::int8 + v % 1000'

const FILES = `
  insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time,
      data_change, stats, num_records, removed_version)
    select $1, v, i, md5(v || '/' || i)::uuid, 'dt=2026-' || lpad((v % 12 + 1)::text, 2, '0') || '/part-' || v || '-' || i,
        jsonb_build_object('dt', '2026-' || lpad((v % 12 + 1)::text, 2, '0')), ${SIZE}, v, true,
        case when v % 13 <> 0 then '{"numRecords":' || v % 100 || '}' end, case when v % 13 <> 0 then v % 100 end, ${REMOVED}
      from generate_series($2::int8, $3::int8 - 1) v cross join lateral generate_series(0, ${FILE_COUNT} - 1) i`

const METADATA = `
  insert into dl_metadata_updates (table_id, version, ordinal, metadata_id, format, schema_string, partition_columns,
      configuration)
    select $1, v, 100, 'generated', '{"provider":"parquet","options":{}}',
        '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}},'
          || '{"name":"dt","type":"string","nullable":true,"metadata":{}}]}', array['dt'], '{}'
      from generate_series($2::int8, $3::int8 - 1) v where v % 2500 = 0`

const PROTOCOL = `
  insert into dl_protocol_updates (table_id, version, ordinal, min_reader_version, min_writer_version)
    select $1, v, 101, 1, 2 from generate_series($2::int8, $3::int8 - 1) v where v % 40000 = 0`

const TXNS = `
  insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version, last_updated)
    select $1, v, 102, 'stream-' || v % 4, v, 1767225600000 + v * 30000
      from generate_series($2::int8, $3::int8 - 1) v where v % 3 = 0`

const LEDGER = `
  with advanced as (
    update dl_tables set current_version = $3::int8 - 1 where table_id = $1 returning table_id
  ),
  previous as (
    select total_files, total_bytes, metadata_version, protocol_version
      from dl_table_versions where table_id = $1 and version = $2::int8 - 1
  ),
  numbered as (
    select v, ${FILE_COUNT} as adds, (v % 2500 = 0)::int4 as metadata, (v % 40000 = 0)::int4 as protocol,
        (v % 3 = 0)::int4 as txns
      from generate_series($2::int8, $3::int8 - 1) v
  ),
  changed as (
    select n.*, coalesce(a.bytes, 0) as bytes_added, a.rows as rows_added,
        coalesce(r.files, 0) as files_removed, coalesce(r.bytes, 0) as bytes_removed, r.rows as rows_removed
      from numbered n
      left join (
        select version, sum(size) as bytes, sum(num_records) as rows
          from dl_add_files where table_id = $1 and version >= $2 and version < $3 group by version
      ) a on a.version = n.v
      left join (
        select removed_version as version, count(*) as files, sum(size) as bytes, sum(num_records) as rows
          from dl_add_files where table_id = $1 and removed_version >= $2 and removed_version < $3 group by removed_version
      ) r on r.version = n.v
  )
  insert into dl_table_versions (table_id, version, commit_id, committed_at, committer, writer, operation, read_version,
      commit_info, num_actions, num_adds, num_metadata, num_protocol, num_txns, files_added, files_removed, bytes_added,
      bytes_removed, rows_added, rows_removed, total_files, total_bytes, metadata_version, protocol_version)
    select table_id, v, gen_random_uuid(), timestamptz '2026-01-01 00:00:00Z' + v * interval '30 s' + (v / 500) * interval '1 h',
        case when v % 5003 = 17 then 'ana' else 'etl-' || v % 7 end,
        case when v % 2011 = 9 then 'foreign' else 'deltadesk' end,
        case when v = 0 then 'CREATE TABLE' when v % 100000 = 5 then 'RESTORE' when v % 997 = 3 then 'OPTIMIZE'
          when v % 10 = 0 then 'MERGE' when v % 10 = 1 then 'DELETE' else 'WRITE' end,
        v - 1,
        case when v % 2 = 0 then '{"operationMetrics":{"executionTimeMs":"' || (v % 40) * 500 || '"}}' end,
        adds + metadata + protocol + txns, adds, metadata, protocol, txns, adds, files_removed, bytes_added, bytes_removed,
        coalesce(rows_added, 0), coalesce(rows_removed, 0),
        coalesce(p.total_files, 0) + sum(adds - files_removed) over w,
        coalesce(p.total_bytes, 0) + sum(bytes_added - bytes_removed) over w,
        coalesce(max(case when metadata = 1 then v end) over w, p.metadata_version),
        coalesce(max(case when protocol = 1 then v end) over w, p.protocol_version)
      from advanced cross join changed left join previous p on true
      window w as (order by v)
      order by v`
