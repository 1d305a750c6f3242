import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { beforeEach, expect } from 'vitest'
import type { Database } from '../src/main/postgres/connection.ts'

/** What a version of a foreign writer is like; where it does not say, everything fits. */
export interface ForeignVersion {
  readonly version: number
  readonly head?: number
  readonly kind?: 'commit' | 'base'
  readonly adds?: number
  readonly claimedAdds?: number
  readonly totalFiles?: number
  readonly totalBytes?: number
  readonly committedAt?: string
}

export interface ForeignWriter {
  /** Of a table that is new for each test. */
  readonly tableId: string
  commit(version: ForeignVersion): Promise<void>
  /** Records a version, and moves the head only where it is told where to. */
  insertVersion(version: ForeignVersion): Promise<void>
  insertVersionStatement(version: ForeignVersion): [string, unknown[]]
  insertAdds(client: pg.ClientBase, version: number, count: number, firstOrdinal?: number): Promise<void>
  /** All or nothing of several statements. */
  inTransaction(work: (client: pg.ClientBase) => Promise<void>): Promise<void>
  /** One statement whose `$1` is the table. */
  sql(text: string): Promise<pg.QueryResult>
  /** Expects the database to refuse `work` by that name and to be as it was before. */
  refused(work: () => Promise<unknown>, code: string, constraint: string): Promise<void>
}

const FILE_BYTES = 10

/** A program that writes the tables by raw SQL and knows nothing of ours. */
export function useForeignWriter(database: Database): ForeignWriter {
  let tableId = ''
  beforeEach(async () => {
    tableId = randomUUID()
    await database.pool.query('insert into dl_tables (table_id, name) values ($1::uuid, $1::uuid::text)', [tableId])
  })

  async function commit(version: ForeignVersion): Promise<void> {
    await inTransaction(async client => {
      await insertAdds(client, version.version, version.adds ?? 0)
      await client.query(...insertVersionStatement({ head: version.version, ...version }))
    })
  }

  async function insertVersion(version: ForeignVersion): Promise<void> {
    await database.pool.query(...insertVersionStatement(version))
  }

  function insertVersionStatement(wanted: ForeignVersion): [string, unknown[]] {
    const { version, head, kind = 'commit', adds = 0, claimedAdds = adds } = wanted
    const { totalFiles = adds, totalBytes = totalFiles * FILE_BYTES } = wanted
    const committedAt = wanted.committedAt ?? new Date(Date.UTC(2026, 0, 1) + version).toISOString()
    const advance = head === undefined ? 'select $1::uuid as table_id' : moveHead(head)
    return [
      `with advanced as (${advance})
       insert into dl_table_versions (table_id, version, kind, commit_id, committed_at, operation, num_actions, num_adds,
           files_added, bytes_added, total_files, total_bytes)
         select table_id, $2, $3, gen_random_uuid(), $4, 'WRITE', $5::int4, $5::int4, $5::int4, $5::int4 * ${FILE_BYTES}, $6, $7 from advanced`,
      [tableId, version, kind, committedAt, claimedAdds, totalFiles, totalBytes],
    ]
  }

  function moveHead(head: number): string {
    return `update dl_tables set current_version = ${head} where table_id = $1 returning table_id`
  }

  async function insertAdds(client: pg.ClientBase, version: number, count: number, firstOrdinal = 0): Promise<void> {
    if (count === 0) return
    await client.query(
      `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change)
         select $1, $2::int8, $3::int4 + i, gen_random_uuid(), 'f' || i, '{}', ${FILE_BYTES}, 1, true from generate_series(0, $4::int4 - 1) i`,
      [tableId, version, firstOrdinal, count],
    )
  }

  async function inTransaction(work: (client: pg.ClientBase) => Promise<void>): Promise<void> {
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      await work(client)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  function sql(text: string): Promise<pg.QueryResult> {
    return database.pool.query(text, [tableId])
  }

  /** Everything that a refusal must leave alone. */
  async function stored(): Promise<unknown> {
    const { rows } = await sql(
      `select (select count(*) from dl_tables) as tables,
              (select current_version from dl_tables where table_id = $1) as head,
              (select count(*) from dl_table_versions where table_id = $1) as versions,
              (select count(*) from dl_add_files where table_id = $1) as adds,
              (select count(*) from dl_txn_actions where table_id = $1) as txns`,
    )
    return rows
  }

  async function refused(work: () => Promise<unknown>, code: string, constraint: string): Promise<void> {
    const before = await stored()
    const error: unknown = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(pg.DatabaseError)
    expect(error).toMatchObject({ code, constraint })
    expect(await stored()).toEqual(before)
  }

  return {
    get tableId() {
      return tableId
    },
    commit,
    insertVersion,
    insertVersionStatement,
    insertAdds,
    inTransaction,
    sql,
    refused,
  }
}
