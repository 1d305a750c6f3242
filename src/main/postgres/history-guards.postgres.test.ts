import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { useForeignWriter } from '../../../test/foreign-writer.ts'

const database = useDatabase()
const writer = useForeignWriter(database)
const { commit, insertVersionStatement, insertAdds, inTransaction, sql, refused } = writer

describe('[C7] history stays', () => {
  const ACTION_INSERTS = [
    `dl_add_files (file_key, path, partition_values, size, modification_time, data_change, table_id, version, ordinal)
       select gen_random_uuid(), 'x', '{}', 1, 1, true`,
    `dl_remove_files (file_key, path, data_change, table_id, version, ordinal) select gen_random_uuid(), 'x', true`,
    `dl_metadata_updates (metadata_id, format, schema_string, partition_columns, configuration, table_id, version, ordinal)
       select 'm', '{}', '{}', '{}', '{}'`,
    `dl_protocol_updates (min_reader_version, min_writer_version, table_id, version, ordinal) select 1, 2`,
    `dl_txn_actions (app_id, txn_version, table_id, version, ordinal) select 'a', 1`,
    `dl_cdc_files (path, partition_values, size, data_change, table_id, version, ordinal) select 'c', '{}', 1, false`,
    `dl_domain_metadata (domain, configuration, removed, table_id, version, ordinal) select 'd', '', false`,
    `dl_other_actions (name, content, table_id, version, ordinal) select 'o', '{}'`,
  ]

  test.each(ACTION_INSERTS)('an action added to a committed version is refused (%#)', async insert => {
    await commit({ version: 0, adds: 1 })
    await refused(() => sql(`insert into ${insert}, $1, 0, 99`), 'DLC07', 'dl_actions_version_open')
  })

  test('an action in flight for a version keeps that version from being recorded under it', async () => {
    await commit({ version: 0, adds: 1 })
    const [late, writer] = await Promise.all([database.pool.connect(), database.pool.connect()])
    try {
      await late.query('begin')
      await insertAdds(late, 1, 1, 5)
      await writer.query('begin')
      const recorded = writer
        .query(...insertVersionStatement({ version: 1, head: 1, totalFiles: 1, totalBytes: 10 }))
        .catch((error: unknown) => error)
      await late.query('commit')
      expect(await recorded).toMatchObject({ code: 'DLC03', constraint: 'dl_table_versions_complete' })
      await writer.query('rollback')
    } finally {
      late.release()
      writer.release()
    }
  })

  const HISTORY = [
    'dl_table_versions',
    'dl_add_files',
    'dl_remove_files',
    'dl_metadata_updates',
    'dl_protocol_updates',
    'dl_txn_actions',
    'dl_cdc_files',
    'dl_domain_metadata',
    'dl_other_actions',
  ]

  test.each(HISTORY)('update, delete and truncate of %s are refused', async table => {
    for (const statement of [
      `update ${table} set version = version + 1`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      await refused(() => database.pool.query(statement), 'DLC07', 'dl_history_kept')
    }
  })

  test('every column of history but removed_version refuses updates', async () => {
    const { rows } = await database.pool.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
         where table_schema = 'public' and table_name = any ($1)`,
      [HISTORY],
    )
    const open: string[] = []
    for (const { table, column } of rows) {
      const error: unknown = await database.pool.query(`update ${table} set ${column} = ${column}`).catch(e => e)
      if (!(error instanceof pg.DatabaseError && error.code === 'DLC07')) open.push(`${table}.${column}`)
    }
    expect(open).toEqual(['dl_add_files.removed_version'])
  })

  test('truncating dl_tables with all that hangs on it is refused', async () => {
    await refused(() => database.pool.query('truncate dl_tables cascade'), 'DLC07', 'dl_history_kept')
  })

  test('a table that has versions cannot be deleted', async () => {
    await commit({ version: 0 })
    await refused(() => sql('delete from dl_tables where table_id = $1'), '23503', 'dl_table_versions_table_id_fkey')
  })

  test('a retired file stays retired at its version', async () => {
    await commit({ version: 0, adds: 1 })
    const key = await keyOf(0)
    await inTransaction(async client => {
      await client.query(
        `insert into dl_remove_files (table_id, version, ordinal, file_key, path, data_change) values ($1, 1, 0, $2, 'x', true)`,
        [writer.tableId, key],
      )
      await client.query(
        `with advanced as (update dl_tables set current_version = 1 where table_id = $1 returning table_id)
         insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_removes,
             files_removed, bytes_removed, total_files, total_bytes)
           select table_id, 1, gen_random_uuid(), timestamptz '2026-06-01', 'DELETE', 1, 1, 1, 10, 0, 0 from advanced`,
        [writer.tableId],
      )
    })
    const { rows } = await sql('select removed_version from dl_add_files where table_id = $1')
    expect(rows).toEqual([{ removed_version: 1n }])
    for (const version of ['null', '2']) {
      await refused(
        () => sql(`update dl_add_files set removed_version = ${version} where table_id = $1`),
        'DLC07',
        'dl_history_kept',
      )
    }
  })
})

async function keyOf(version: number): Promise<unknown> {
  const { rows } = await sql(`select file_key from dl_add_files where table_id = $1 and version = ${version}`)
  return rows[0]?.file_key
}
