import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { explain } from '../../../test/explain.ts'
import { actionPageQuery } from './actions.ts'
import { LIVE_FILES_PAGE } from './snapshot.ts'
import { HISTORY_PAGE, readGrowth, readHistoryPage } from './versions.ts'

const database = useDatabase()
const tableId = randomUUID()
const VERSIONS = 50_000

beforeAll(async () => {
  await database.pool.query(`insert into dl_tables (table_id, name) values ($1, 'long')`, [tableId])
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time,
           data_change, removed_version)
         select $1, v, 0, gen_random_uuid(), 'part-' || v, '{}', 10, 0, true, case when v % 10 <> 0 then v + 10 end
           from generate_series(0, $2::int4 - 1) v where v < $2::int4 - 10`,
      [tableId, VERSIONS],
    )
    await client.query(
      `with advanced as (update dl_tables set current_version = $2::int8 - 1 where table_id = $1 returning table_id),
       files as (
         select v, (v < $2::int8 - 10)::int4 as added, (v >= 10 and v % 10 <> 0)::int4 as removed
           from generate_series(0, $2::int8 - 1) v)
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
           files_added, files_removed, bytes_added, bytes_removed, total_files, total_bytes)
         select table_id, v, gen_random_uuid(), timestamptz '2026-01-01' + v * interval '1 s', 'WRITE', added, added,
             added, removed, added * 10, removed * 10, sum(added - removed) over w, sum(added - removed) over w * 10
           from advanced, files window w as (order by v)`,
      [tableId, VERSIONS],
    )
    await client.query(
      `insert into dl_mirror_status (table_id, version, state)
         select table_id, version, 'published' from dl_table_versions where version < 49000`,
    )
    await client.query('commit')
    await client.query('analyze')
  } finally {
    client.release()
  }
})

describe('hot queries on 50,000 versions', () => {
  test.each([49_999, 25_000, 60])('a history page below version %i reads a range of the primary key', async before => {
    const plan = await explain(database.pool, HISTORY_PAGE.text, [tableId, before, 51])
    expect(plan).toContain('Index Scan Backward using dl_table_versions_pkey on dl_table_versions')
    expect(plan).toContain('Index Scan using dl_mirror_status_pkey on dl_mirror_status')
    expect(plan).not.toMatch(/Seq Scan|Hash|Merge/)
    const page = await readHistoryPage(database, { tableId, before: BigInt(before), limit: 50 })
    expect(page.versions.map(({ version }) => Number(version))).toEqual(
      Array.from({ length: 50 }, (_, index) => before - 1 - index),
    )
  })

  test('the pages of a history join to the whole of it', async () => {
    let [before, count]: [bigint | undefined, number] = [undefined, 0]
    do {
      const { versions, next } = await readHistoryPage(database, { tableId, before, limit: 5_000 })
      count += versions.length
      before = next ?? undefined
    } while (before !== undefined)
    expect(count).toBe(VERSIONS)
  })

  test('a growth curve probes the primary key and begins and ends with the history', async () => {
    const growth = await readGrowth(database, tableId, 100)
    expect(growth).toHaveLength(100)
    expect([growth[0]?.version, growth.at(-1)?.version]).toEqual([0n, BigInt(VERSIONS - 1)])
  })

  test.each([49_998, 45_000])('the live files of version %i are two index ranges', async version => {
    const plan = await explain(database.pool, LIVE_FILES_PAGE.text, [
      tableId,
      version,
      '00000000-0000-0000-0000-000000000000',
      201,
    ])
    expect(plan).toContain('Index Scan using dl_add_files_live on dl_add_files')
    expect(plan).toContain('dl_add_files_retired')
    expect(plan).not.toContain('Seq Scan')
  })

  test('an action page is a range of the primary key in every table', async () => {
    const plan = await explain(database.pool, actionPageQuery(undefined).text, [tableId, 30_000, -1, 501])
    expect(plan).toContain('dl_add_files_pkey')
    expect(plan).toContain('dl_table_versions_pkey')
    expect(plan).not.toMatch(/Seq Scan on dl_(add_files|table_versions)/)
  })
})
