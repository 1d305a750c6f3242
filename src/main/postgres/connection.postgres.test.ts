import { inspect } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { connectionsLeftOpen, useDatabase, withAdmin } from '../../../test/database.ts'
import { connectClient } from './connect-client.ts'
import { openDatabase } from './connection.ts'
import { inTransaction, TransactionRolledBack, withConnection } from './transaction.ts'

const database = useDatabase()

describe('a session', () => {
  test('sees the one schema, and values arrive exact', async () => {
    const { rows } = await database.pool.query(
      `select current_setting('search_path') as path, 9007199254740993::int8 as big, 1.10::numeric as money,
              '{"b":1.0}'::json as json, array['a', null, 'c"d'] as list, '2026-01-01Z'::timestamptz is not null as yes,
              '\\x00ff'::bytea as bytes`,
    )
    expect(rows).toEqual([
      {
        path: 'public,pg_temp',
        big: 9007199254740993n,
        money: '1.10',
        json: '{"b":1.0}',
        list: ['a', null, 'c"d'],
        yes: true,
        bytes: Buffer.from([0, 255]),
      },
    ])
  })

  test('shows its password nowhere', () => {
    const { password } = inject('postgres')
    for (const shown of [database.config, database.pool, { ...database }]) {
      expect(inspect(shown, { depth: 9, showHidden: false })).not.toContain(password)
    }
    expect(JSON.stringify(database.config)).not.toContain(password)
  })

  test('has the limits that it was opened with', async () => {
    const limited = await openDatabase(database.config, {
      statementTimeoutMs: 1234,
      lockTimeoutMs: 567,
      idleInTransactionTimeoutMs: 8900,
      applicationName: 'a test',
    })
    const { rows } = await limited.pool.query(
      `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
              current_setting('idle_in_transaction_session_timeout') as idle, current_setting('application_name') as name`,
    )
    await limited.close()
    expect(rows).toEqual([{ statement: '1234ms', lock: '567ms', idle: '8900ms', name: 'a test' }])
  })

  test('that the server ends while it is idle or lent out is replaced', async () => {
    const lost: Error[] = []
    const other = await openDatabase(database.config, {
      onConnectionLost: error => lost.push(error),
      applicationName: 'doomed',
    })
    await other.pool.query('select 1')
    await killSessions()
    await expect.poll(() => lost.length).toBe(1)
    const work = withConnection(other, async client => {
      await killSessions()
      await client.query('select 1')
    })
    await expect(work).rejects.toThrow()
    expect((await other.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await other.close()
  })
})

describe('a transaction', () => {
  test('keeps what its work did, and nothing where the work throws', async () => {
    await database.pool.query('create table notes (note text)')
    await inTransaction(database, client => client.query(`insert into notes values ('kept')`))
    await expect(
      inTransaction(database, async client => {
        await client.query(`insert into notes values ('lost')`)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect((await database.pool.query('select note from notes')).rows).toEqual([{ note: 'kept' }])
    expect(database.pool.idleCount).toBe(database.pool.totalCount)
  })

  test('whose COMMIT is answered with ROLLBACK throws', async () => {
    await expect(
      inTransaction(database, async client => {
        await client.query('select 1/0').catch(() => {})
      }),
    ).rejects.toThrow(TransactionRolledBack)
  })

  test('that work leaves open on a borrowed connection is rolled back', async () => {
    await withConnection(database, client => client.query('begin'))
    const { rows } = await database.pool.query('select pg_current_xact_id_if_assigned() is null as clean')
    expect(rows).toEqual([{ clean: true }])
  })
})

describe('the test harness', () => {
  test('names a connection that is left open', async () => {
    const client = await connectClient(database.config, { applicationName: 'forgotten' })
    await client.query('select 42')
    const left = await withAdmin(admin => connectionsLeftOpen(admin, database.config.database))
    await client.end()
    expect(left).toContainEqual('  forgotten (idle): select 42')
  })
})

async function killSessions(): Promise<void> {
  await withAdmin(admin =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'doomed'`,
      [database.config.database],
    ),
  )
}
