import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { useForeignWriter } from '../../../test/foreign-writer.ts'
import { signalOf } from './sqlstate.ts'

const database = useDatabase()
const writer = useForeignWriter(database)
const { commit, insertVersion, insertVersionStatement, insertAdds, inTransaction, sql, refused } = writer

describe('[C1] versions are 0, 1, 2 ... whoever writes', () => {
  test('versions that follow each other are accepted, one or several in a statement', async () => {
    await commit({ version: 0, adds: 1 })
    await commit({ version: 1, adds: 2, totalFiles: 3 })
    await sql(
      `with advanced as (update dl_tables set current_version = 3 where table_id = $1 returning table_id)
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, total_files, total_bytes)
         select table_id, v, gen_random_uuid(), timestamptz '2026-06-01' + v * interval '1 ms', 'WRITE', 0, 3, 30
           from advanced, generate_series(2, 3) v`,
    )
    expect(await head()).toBe(3n)
  })

  test('a skipped version is refused', async () => {
    await commit({ version: 0 })
    await refused(() => commit({ version: 2 }), 'DLC01', 'dl_table_versions_no_gap')
  })

  test('a first version other than 0 is refused, unless it is a base', async () => {
    await refused(() => commit({ version: 1 }), 'DLC01', 'dl_table_versions_no_gap')
    await commit({ version: 7, kind: 'base' })
    await commit({ version: 8 })
  })

  test('a base on top of a history and a version below a base are refused', async () => {
    await commit({ version: 7, kind: 'base' })
    await refused(() => commit({ version: 8, kind: 'base' }), 'DLC01', 'dl_table_versions_base_first')
    await refused(() => commit({ version: 6, kind: 'base', head: 7 }), 'DLC01', 'dl_table_versions_head')
  })

  test('a version written twice is refused', async () => {
    await commit({ version: 0 })
    await refused(() => commit({ version: 0 }), '23505', 'dl_table_versions_pkey')
  })

  test('a ledger row without the head, or with another head, is refused', async () => {
    await refused(() => insertVersion({ version: 0 }), 'DLC01', 'dl_table_versions_head')
    await commit({ version: 0 })
    await refused(() => commit({ version: 1, head: 0 }), 'DLC01', 'dl_table_versions_head')
  })

  test('a head without its ledger row is refused', async () => {
    await refused(
      () => sql('update dl_tables set current_version = 0 where table_id = $1'),
      'DLC01',
      'dl_tables_head_recorded',
    )
    await refused(
      () =>
        sql(
          'insert into dl_tables (table_id, name, current_version) values (gen_random_uuid(), $1::uuid::text || 2, 4)',
        ),
      'DLC01',
      'dl_tables_head_recorded',
    )
  })

  test('a head that moves back and a table id that changes are refused', async () => {
    await refused(
      () => sql('update dl_tables set table_id = gen_random_uuid() where table_id = $1'),
      'DLC07',
      'dl_tables_id_kept',
    )
    await commit({ version: 0 })
    await commit({ version: 1 })
    await refused(
      () => sql('update dl_tables set current_version = 0 where table_id = $1'),
      'DLC07',
      'dl_tables_head_forward',
    )
  })

  test('a version that is not later than its predecessor is refused', async () => {
    await commit({ version: 0, committedAt: '2026-05-05' })
    for (const committedAt of ['2026-05-05', '2026-05-04']) {
      await refused(() => commit({ version: 1, committedAt }), 'DLC01', 'dl_table_versions_time_order')
    }
  })
})

describe('[C2] a version is won once', () => {
  test('of two foreign writers for one version the second waits and is refused', async () => {
    const [first, second] = await Promise.all([database.pool.connect(), database.pool.connect()])
    try {
      await first.query('begin')
      await first.query(...insertVersionStatement({ version: 0, head: 0 }))
      const losing = second.query(...insertVersionStatement({ version: 0, head: 0 })).catch((error: unknown) => error)
      await first.query('commit')
      expect(signalOf(await losing)).toBe('version-taken')
    } finally {
      first.release()
      second.release()
    }
  })
})

describe('[C3] all or nothing', () => {
  test('a version that claims more or fewer actions than it has is refused', async () => {
    for (const claimedAdds of [0, 1, 3]) {
      await refused(() => commit({ version: 0, adds: 2, claimedAdds }), 'DLC03', 'dl_table_versions_complete')
    }
  })

  test('two actions at one place are refused', async () => {
    await refused(
      () =>
        inTransaction(async client => {
          await insertAdds(client, 0, 1)
          await client.query(
            `insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ($1, 0, 0, 'a', 1)`,
            [writer.tableId],
          )
          await client.query(
            `with advanced as (update dl_tables set current_version = 0 where table_id = $1 returning table_id)
             insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
                 num_txns, files_added, bytes_added, total_files, total_bytes)
               select table_id, 0, gen_random_uuid(), now(), 'WRITE', 2, 1, 1, 1, 10, 1, 10 from advanced`,
            [writer.tableId],
          )
        }),
      'DLC03',
      'dl_table_versions_complete',
    )
  })

  test('running totals that do not follow from the version before are refused', async () => {
    await commit({ version: 0, adds: 1 })
    for (const totals of [{ totalFiles: 1 }, { totalFiles: 2, totalBytes: 10 }]) {
      await refused(() => commit({ version: 1, adds: 1, ...totals }), 'DLC03', 'dl_table_versions_running_totals')
    }
    await commit({ version: 1, adds: 1, totalFiles: 2 })
  })

  test('actions of a table that does not exist are refused', async () => {
    await refused(
      () =>
        sql(
          `insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version)
             select gen_random_uuid(), 0, 0, $1::uuid::text, 1`,
        ),
      'DLC03',
      'dl_actions_table',
    )
  })
})

describe('the guards hold in sessions that are not ours', () => {
  test('another search_path and a temporary table of the same name change nothing', async () => {
    await commit({ version: 0, adds: 1 })
    const client = await database.pool.connect()
    try {
      await client.query('create temp table dl_tables (like public.dl_tables)')
      await client.query('create temp table dl_table_versions (like public.dl_table_versions)')
      await client.query('set search_path = pg_temp, pg_catalog')
      await refused(
        () =>
          client.query(
            `insert into public.dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ($1, 0, 5, 'a', 1)`,
            [writer.tableId],
          ),
        'DLC07',
        'dl_actions_version_open',
      )
      await client.query('begin')
      await client.query(
        `insert into public.dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ($1, 1, 0, 'a', 1)`,
        [writer.tableId],
      )
      await client.query(
        `with advanced as (update public.dl_tables set current_version = 1 where table_id = $1 returning table_id)
         insert into public.dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_txns,
             total_files, total_bytes)
           select table_id, 1, gen_random_uuid(), timestamptz '2026-06-01', 'WRITE', 1, 1, 1, 10 from advanced`,
        [writer.tableId],
      )
      await client.query('commit')
      expect(await head()).toBe(1n)
    } finally {
      client.release(true)
    }
  })
})

describe('the cost of the guards', () => {
  test('does not grow with the history, although their plans were made when there was none', async () => {
    await commit({ version: 0, adds: 1 })
    await database.pool.query('analyze')
    const client = await database.pool.connect()
    // What this test reads by itself must not count.
    await client.query('set enable_seqscan = off')
    const rowsRead = async (): Promise<number> => {
      await client.query('select pg_stat_force_next_flush()')
      const { rows } = await client.query<{ read: number }>(
        `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int4 as read from pg_stat_user_tables
           where relname like 'dl\\_%'`,
      )
      return rows[0]?.read ?? 0
    }
    const commitNext = async (version: number): Promise<void> => {
      await client.query('begin')
      await insertAdds(client, version, 1)
      await client.query(
        `insert into dl_remove_files (table_id, version, ordinal, file_key, path, data_change)
           select table_id, $2::int8, 1, file_key, path, true from dl_add_files
             where table_id = $1 and version = $2::int8 - 1 order by ordinal`,
        [writer.tableId, version],
      )
      await client.query(
        `with advanced as (update dl_tables set current_version = $2::int8 where table_id = $1 returning table_id)
         insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
             num_removes, files_added, files_removed, bytes_added, bytes_removed, total_files, total_bytes)
           select table_id, $2::int8, gen_random_uuid(), timestamptz '2026-06-01' + $2::int8 * interval '1 s', 'WRITE',
               2, 1, 1, 1, 1, 10, 10, 1, 10 from advanced`,
        [writer.tableId, version],
      )
      await client.query('commit')
    }
    try {
      const costs: number[] = []
      for (let version = 1; version <= 300; version++) {
        const before = version % 100 === 10 ? await rowsRead() : undefined
        await commitNext(version)
        if (before !== undefined) costs.push((await rowsRead()) - before)
      }
      expect(costs).toEqual(Array(3).fill(costs[0]))
    } finally {
      client.release()
    }
  })
})

async function head(): Promise<unknown> {
  const { rows } = await sql('select current_version from dl_tables where table_id = $1')
  return rows[0]?.current_version
}
