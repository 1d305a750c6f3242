import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../../test/database.ts'
import { add, commitInfo, draftOf } from '../../../../test/drafts.ts'
import { expectSound, expectUntouched, replacement, tableWithFiles } from '../../../../test/fault-table.ts'
import { type FaultyWay, startProxy } from '../../../../test/proxy.ts'
import { ConnectFailure } from '../../postgres/connect-failure.ts'
import { type Database, openDatabase } from '../../postgres/connection.ts'
import { Secret } from '../../postgres/secret.ts'
import { inTransaction, TransactionRolledBack, withConnection } from '../../postgres/transaction.ts'
import { commit } from '../commit.ts'
import { resolve } from '../resolve.ts'

const database = useDatabase()
let way: FaultyWay
beforeAll(async () => {
  way = await startProxy(database.config)
})
beforeEach(() => {
  way.fault = { kind: 'pass' }
  way.faultPoint = undefined
  way.stalled = false
})
afterAll(() => way.close())

const killSessions = (application: string) =>
  withAdmin(admin =>
    admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1', [
      application,
    ]),
  )

async function withVictim<T>(work: (victim: Database, name: string) => Promise<T>): Promise<T> {
  const name = `victim ${randomUUID().slice(0, 8)}`
  const victim = await openDatabase(database.config, { applicationName: name, poolMax: 2 })
  return work(victim, name).finally(() => victim.close())
}

describe('connection and COMMIT', () => {
  test('[fault 1] a connection that dies before COMMIT is sent rolls back, and the draft can be sent again', async () => {
    const draft = replacement(await tableWithFiles(database))
    await withVictim(async (victim, name) => {
      const onStep = (step: string) => (step === 'record' ? killSessions(name).then(() => {}) : undefined)
      expect(await commit(victim, draft, { onStep })).toMatchObject({ kind: 'database-error', retryable: true })
    })
    await expectUntouched(database, draft)
  })

  test('[fault 2] a connection that dies after COMMIT is executed leaves one version, found by its id', async () => {
    const draft = replacement(await tableWithFiles(database))
    way.fault = { kind: 'answer-lost' }
    expect(await commit(way.database, draft)).toMatchObject({ kind: 'unknown', commitId: draft.commitId })
    expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: true })
    await expectSound(database, draft.tableId)
  })

  test('[fault 3] a COMMIT that is still on its way is in progress, and its draft is never made twice', async () => {
    const draft = replacement(await tableWithFiles(database))
    way.fault = { kind: 'delayed', delayMs: 500 }
    expect(await commit(way.database, draft)).toMatchObject({ kind: 'unknown' })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: true })
    await expectSound(database, draft.tableId)
  })

  test('[fault 4] a COMMIT that is answered with ROLLBACK is a failure, told by its first error', async () => {
    const work = inTransaction(database, client => client.query('select 1/0').catch(() => {}))
    await expect(work).rejects.toThrow(TransactionRolledBack)
    const draft = replacement(await tableWithFiles(database))
    for (const afterStatements of [7, 8]) {
      way.faultPoint = { afterStatements }
      const outcome = await commit(way.database, draft)
      way.faultPoint = undefined
      if (outcome.kind === 'database-error') expect(outcome.sqlState).not.toBe('25P02')
    }
    await expectSound(database, draft.tableId)
  })

  test('[fault 5] a statement after an error cannot leave a connection inside a failed transaction', async () => {
    await withVictim(async victim => {
      await withConnection(victim, async client => {
        await client.query('begin')
        await client.query('select 1/0').catch(() => {})
      })
      expect(await commit(victim, replacement(await tableWithFiles(database)))).toMatchObject({ kind: 'committed' })
    })
  })

  test('[fault 21] a half-open connection ends by the limits of the server, and nothing is left of the draft', async () => {
    const tableId = await tableWithFiles(database)
    const draft = replacement(tableId)
    const onStep = (step: string) => {
      if (step === 'record') way.stalled = true
    }
    const abort = new AbortController()
    const stuck = commit(way.database, draft, { onStep, limits: { idleMs: 300 } }, abort.signal)
    const next = await commit(database, replacement(tableId))
    expect(next).toMatchObject({ kind: 'committed', version: 1n })
    way.stalled = false
    await way.close()
    expect(await stuck).toMatchObject({ kind: expect.stringMatching(/database-error|timeout/) })
    way = await startProxy(database.config)
    await expectSound(database, tableId)
  })

  test('the n-th statement fails, for every n: all is there or nothing, and the judge is content', async () => {
    let afterStatements = 0
    for (let kind = ''; kind !== 'committed'; afterStatements++) {
      const draft = replacement(await tableWithFiles(database))
      way.faultPoint = { afterStatements }
      const outcome = await commit(way.database, draft)
      way.faultPoint = undefined
      kind = outcome.kind
      await expectSound(database, draft.tableId)
      if (kind !== 'committed') {
        expect(outcome).toMatchObject({ kind: 'database-error' })
        await expectUntouched(database, draft)
      }
    }
    expect(afterStatements).toBeGreaterThan(7)
  })
})

describe('limits, signals and pools', () => {
  test('[fault 6] a statement timeout is told from a cancellation', async () => {
    const tableId = await tableWithFiles(database)
    await withConnection(database, async holder => {
      await holder.query('begin')
      await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
      const limits = { statementMs: 100, lockMs: 10_000 }
      expect(await commit(database, replacement(tableId), { limits })).toMatchObject({
        kind: 'timeout',
        limit: 'statement',
        limitMs: 100,
      })
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 100)
      expect(await commit(database, replacement(tableId), {}, abort.signal)).toMatchObject({ kind: 'cancelled' })
    })
    await expectUntouched(database, replacement(tableId))
  })

  test('[fault 7] a table that is busy for too long says who keeps it', async () => {
    const tableId = await tableWithFiles(database)
    await withConnection(database, async holder => {
      await holder.query('begin')
      await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
      expect(await commit(database, replacement(tableId), { limits: { lockMs: 50 } })).toMatchObject({
        kind: 'timeout',
        limit: 'lock',
        heldBy: [{ application: 'deltadesk', state: 'idle in transaction' }],
      })
    })
  })

  test('[fault 8] a writer that idles too long inside its transaction loses it and its connection', async () => {
    const draft = replacement(await tableWithFiles(database))
    const onStep = (step: string) => (step === 'insert' ? sleep(400) : undefined)
    const outcome = await commit(database, draft, { onStep, limits: { idleMs: 100 } })
    expect(outcome).toMatchObject({ kind: 'timeout', limit: 'idle', limitMs: 100 })
    await expectUntouched(database, draft)
  })

  test('[fault 9] a transaction that lasts too long is ended where the server watches over it', async context => {
    if (database.capabilities.serverVersion < 170_000) context.skip('transaction_timeout came with PostgreSQL 17')
    const draft = replacement(await tableWithFiles(database))
    const onStep = (step: string) => (step === 'insert' ? sleep(400) : undefined)
    const outcome = await commit(database, draft, { onStep, limits: { transactionMs: 100 } })
    expect(outcome).toMatchObject({ kind: 'timeout', limit: 'transaction', limitMs: 100 })
    await expectUntouched(database, draft)
  })

  test('[fault 10] commits to one table never deadlock, whatever the strategies', async () => {
    const deadlocks = async () => {
      const { rows } = await database.pool.query<{ deadlocks: bigint }>(
        'select deadlocks from pg_stat_database where datname = current_database()',
      )
      return rows[0]?.deadlocks
    }
    const tableId = await tableWithFiles(database)
    const before = await deadlocks()
    const strategies = ['lock-first', 'lock-last', 'compare-and-swap', 'serializable', 'advisory-lock'] as const
    for (let version = 1n; version <= 5n; version++) {
      const drafts = strategies.map(strategy => ({
        strategy,
        draft: draftOf(tableId, version, [commitInfo, add(randomUUID())]),
      }))
      const outcomes = await Promise.all(drafts.map(({ draft, strategy }) => commit(database, draft, { strategy })))
      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
    }
    expect(await deadlocks()).toBe(before)
  })

  test('[fault 11] a serialization failure is a version conflict where somebody won, and retryable where nobody did', async () => {
    const tableId = await tableWithFiles(database)
    const onStep = async (step: string) => {
      if (step === 'lock') await commit(database, replacement(tableId))
    }
    expect(await commit(database, replacement(tableId), { strategy: 'serializable', onStep })).toMatchObject({
      kind: 'version-conflict',
      actual: 1n,
    })
  })

  test('[fault 12] after all connections were ended by the server the next commit has new ones', async () => {
    await withVictim(async (victim, name) => {
      const tableId = await tableWithFiles(victim)
      await killSessions(name)
      const outcomes = [await commit(victim, replacement(tableId)), await commit(victim, replacement(tableId))]
      expect(outcomes.some(({ kind }) => kind === 'committed')).toBe(true)
      await expectSound(database, tableId)
    })
  })

  test('[fault 13] a read-only server is an error that is not retryable', async () => {
    const tableId = await tableWithFiles(database)
    await database.pool.query(`alter database ${database.config.database} set default_transaction_read_only = on`)
    try {
      await withVictim(async victim => {
        expect(victim.capabilities.readOnly).toBe(true)
        expect(await commit(victim, replacement(tableId))).toMatchObject({
          kind: 'database-error',
          sqlState: '25006',
          retryable: false,
        })
      })
    } finally {
      await database.pool.query(`alter database ${database.config.database} reset default_transaction_read_only`)
    }
  })

  test('[fault 17] out of memory is the server’s word, and retryable', async () => {
    const draft = replacement(await tableWithFiles(database))
    await database.pool.query(`
      create function no_memory() returns trigger language plpgsql as $$ begin raise exception 'kein Speicher' using errcode = '53200'; end $$;
      create trigger no_memory before insert on dl_add_files for each statement execute function no_memory()`)
    const outcome = await commit(database, draft)
    await database.pool.query('drop trigger no_memory on dl_add_files')
    expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '53200', retryable: true })
    await expectUntouched(database, draft)
  })

  test('[fault 18] too many connections are told as such, are retryable, and the pool does not grow', async () => {
    await database.pool.query(`create role crowded login superuser connection limit -1 password 'x'`)
    const config = { ...database.config, user: 'crowded', password: new Secret('x') }
    const crowded = await openDatabase(config, { poolMax: 2 })
    try {
      const tableId = await tableWithFiles(database)
      await database.pool.query('alter role crowded nosuperuser connection limit 0')
      expect(await commit(crowded, replacement(tableId))).toMatchObject({
        kind: 'database-error',
        step: 'connect',
        sqlState: '53300',
        retryable: true,
      })
      expect(crowded.pipelined.totalCount).toBe(0)
    } finally {
      await crowded.close()
      await database.pool.query('drop role crowded')
    }
  })

  test('[fault 19] no such database, role or password: told as such, without the password', async () => {
    const secret = 'Tr0ub4dor'
    const wrong = [
      { ...database.config, database: 'nowhere' },
      { ...database.config, user: 'nobody_here', password: new Secret(secret) },
      { ...database.config, password: new Secret(secret) },
    ]
    for (const config of wrong) {
      const error = await openDatabase(config).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(ConnectFailure)
      expect(String(error)).not.toContain(secret)
    }
  })

  test('[fault 20] a server that refuses, or has no address, is told as such', async () => {
    for (const place of [{ port: 1 }, { host: 'nowhere.invalid' }]) {
      const error = await openDatabase({ ...database.config, ...place }).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(ConnectFailure)
    }
  })

  test('[fault 22] a pooled connection that somebody left inside a transaction is clean for the next', async () => {
    await withVictim(async victim => {
      await withConnection(victim, async client => {
        await client.query('begin')
        await client.query("set local role 'pg_read_all_data'")
      })
      expect(await commit(victim, replacement(await tableWithFiles(database)))).toMatchObject({ kind: 'committed' })
    })
  })

  test('[fault 22b] a comparison that finds no row fails the transaction, and a COMMIT behind it commits nothing', async () => {
    const tableId = await tableWithFiles(database)
    const onStep = async (step: string) => {
      if (step === 'lock') await commit(database, replacement(tableId))
    }
    const draft = draftOf(tableId, 1n, [commitInfo, add('late')])
    const outcome = await commit(database, draft, { strategy: 'compare-and-swap', onStep })
    expect(outcome).toMatchObject({ kind: 'version-conflict', actual: 1n })
    await expectSound(database, tableId)
  })

  test('[fault 23] a driver does not connect again inside a transaction', async () => {
    const draft = replacement(await tableWithFiles(database))
    await withVictim(async (victim, name) => {
      const onStep = (step: string) => (step === 'insert' ? killSessions(name).then(() => {}) : undefined)
      expect(await commit(victim, draft, { onStep })).toMatchObject({ kind: 'database-error', step: 'insert' })
    })
    await expectUntouched(database, draft)
  })
})
