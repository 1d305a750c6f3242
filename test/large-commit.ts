import { commit } from '../src/main/log/commit.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { inTransaction } from '../src/main/postgres/transaction.ts'
import { creation, draftOf, newTable } from './drafts.ts'

/** Characters of the statistics of each file: nearly all of its line. */
const STATS_CHARACTERS = 1_200
const PATH = 'part-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-'

/** Bytes that a commit has more than fit into one text (2^29 - 24 characters); with bounds, as many as come in pages. */
const LARGE_COMMIT_FILES = process.env.DELTADESK_BOUNDED === undefined ? 560_000 : 6_000
export const LARGE_COMMIT_BYTES_MIN = LARGE_COMMIT_FILES * STATS_CHARACTERS

/** A table whose version 1 adds `LARGE_COMMIT_FILES`, as a program writes it that knows nothing of drafts. */
export async function tableWithLargeCommit(database: Database): Promise<string> {
  const tableId = await newTable(database)
  const first = await commit(database, draftOf(tableId, 0n, creation()))
  if (first.kind !== 'committed') throw new Error(`version 0 was ${first.kind}`)
  await inTransaction(database, async client => {
    await client.query(
      `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change, stats)
         select $1, 1, i, gen_random_uuid(), '${PATH}' || i || '.parquet', '{}', 10, 1, true,
             '{"numRecords":1,"note":"' || repeat('x', ${STATS_CHARACTERS}) || '"}'
           from generate_series(0, $2::int4 - 1) i`,
      [tableId, LARGE_COMMIT_FILES],
    )
    await client.query(
      `with advanced as (update dl_tables set current_version = 1 where table_id = $1 returning table_id)
         insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds, files_added,
             bytes_added, total_files, total_bytes, metadata_version, protocol_version)
           select table_id, 1, gen_random_uuid(), clock_timestamp(), 'WRITE', $2::int4, $2::int4, $2::int4, $2::int4 * 10::int8,
               $2::int4, $2::int4 * 10::int8, 0, 0 from advanced`,
      [tableId, LARGE_COMMIT_FILES],
    )
  })
  return tableId
}
