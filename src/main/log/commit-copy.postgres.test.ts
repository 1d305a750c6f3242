import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { storedHistory, tracesOf } from '../../../test/rows.ts'
import { type SlowWay, startSlowWay } from '../../../test/slow-way.ts'
import { type Database, openDatabase } from '../postgres/connection.ts'
import { commit } from './commit.ts'
import { STRATEGIES } from './strategies/strategy.ts'

const database = useDatabase()
const FILES = 600
/** A busy machine only ever adds to it: one try of several must hold it. */
const ACKNOWLEDGED_MS = 250
const PROTOCOL = { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ['domainMetadata'] }

/** The same server, as one that knows less of COPY. */
function knowing(copyFormat: 'binary' | 'text' | 'none'): Database {
  const { pool, pipelined, schema, config, commits, capabilities: known } = database
  const capabilities = { ...known, copyFormat }
  return { pool, pipelined, schema, config, commits, capabilities, close: async () => {} }
}

function adds(count: number, prefix = 'part'): object[] {
  return Array.from({ length: count }, (_, index) =>
    add(`${prefix}-${index}`, { tags: { 'tab\there': 'back\\slash\n' } }),
  )
}

/** Version 1 has every kind of action; version 2 removes half of its files and adds one of them again. */
async function makeHistory(on: Database, options: Parameters<typeof commit>[2]): Promise<string> {
  const tableId = await newTable(database)
  const everyKind = [
    commitInfo,
    { txn: { appId: 'app', version: 7 } },
    { domainMetadata: { domain: 'app.domain', configuration: '{"a":1}', removed: false } },
    ...adds(FILES),
  ]
  const second = [
    ...Array.from({ length: FILES / 2 }, (_, index) => remove(`part-${index}`)),
    ...adds(FILES, 'new'),
    add(`part-${FILES - 1}`, { size: 7 }),
  ]
  for (const [version, lines] of [creation({}, PROTOCOL), everyKind, second].entries()) {
    const outcome = await commit(on, draftOf(tableId, BigInt(version), lines), options)
    expect(outcome).toMatchObject({ kind: 'committed', version: BigInt(version) })
  }
  return tableId
}

/** What is stored, without what differs from table to table. */
async function contentOf(tableId: string): Promise<readonly string[]> {
  const rows = await storedHistory(database, tableId, 2n)
  return rows.map(row => row.replaceAll(tableId, '').replaceAll(/"(commit_id|committed_at)": "[^"]*"/g, '')).sort()
}

describe('commits by COPY', () => {
  test.each(['binary', 'text', 'none'] as const)('[C6] %s: stores exactly what values store', async copyFormat => {
    const byValues = await makeHistory(database, { copyRowsMin: Number.POSITIVE_INFINITY })
    const byCopy = await makeHistory(knowing(copyFormat), { copyRowsMin: 1 })
    expect(await contentOf(byCopy)).toEqual(await contentOf(byValues))
    const live = await database.pool.query<{ table_id: string; live: bigint }>(
      'select table_id, count(*) as live from dl_add_files where removed_version is null and table_id = any($1) group by 1',
      [[byValues, byCopy]],
    )
    expect(live.rows.map(row => row.live)).toEqual([BigInt(FILES + FILES / 2), BigInt(FILES + FILES / 2)])
  })

  test.each(Object.keys(STRATEGIES) as (keyof typeof STRATEGIES)[])('[C3] by the strategy %s', async strategy => {
    const byValues = await makeHistory(database, { strategy, copyRowsMin: Number.POSITIVE_INFINITY })
    const byCopy = await makeHistory(database, { strategy })
    expect(await contentOf(byCopy)).toEqual(await contentOf(byValues))
  })

  test('the server is asked for what it knows when it is opened', () => {
    expect(database.capabilities.copyFormat).toBe('binary')
  })

  test('[48] an error of the server names the action of the commit', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    await database.pool.query("alter table dl_add_files add constraint no_bad check (path <> 'bad')")
    const lines = [commitInfo, ...adds(400), add('bad'), ...adds(5, 'more')]
    const outcome = await commit(database, draftOf(tableId, 1n, lines))
    await database.pool.query('alter table dl_add_files drop constraint no_bad')
    expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '23514', constraint: 'no_bad' })
    expect(outcome.kind === 'database-error' && outcome.detail).toMatch(/^Action 402 of the commit\./)
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  })

  test('[C3] a server process killed in the middle of a COPY leaves nothing, and the same draft commits afterwards', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    const draft = draftOf(tableId, 1n, adds(20_000))
    const committing = commit(database, draft, {
      onStep: step => {
        if (step === 'insert') setTimeout(() => void killCopying(), 30)
      },
    })
    expect(await committing).toMatchObject({ kind: 'database-error', step: 'insert' })
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: false })
    expect((await tracesOf(database, tableId, 1n)).rows).toBe(20_001)
  })

  describe('on a slow way', () => {
    let way: SlowWay
    let slow: Database
    beforeAll(async () => {
      way = await startSlowWay(database.config, 512 * 1024)
      slow = await openDatabase(way.config)
    })
    afterAll(async () => {
      await slow.close()
      await way.close()
    })

    test('[C3] a cancel in the middle of a COPY is acknowledged within 250 ms and leaves nothing', {
      retry: 4,
    }, async () => {
      const tableId = await newTable(database)
      await commit(database, draftOf(tableId, 0n, creation()))
      const abort = new AbortController()
      const inserting = Promise.withResolvers<void>()
      const committing = commit(
        slow,
        { ...draftOf(tableId, 1n, adds(5_000)), commitId: randomUUID() },
        { onStep: step => (step === 'insert' ? inserting.resolve() : undefined) },
        abort.signal,
      )
      await inserting.promise
      await sleep(300)
      const askedMs = performance.now()
      abort.abort()
      expect(await committing).toMatchObject({ kind: 'cancelled', step: 'insert' })
      expect(performance.now() - askedMs).toBeLessThan(ACKNOWLEDGED_MS)
      expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    })
  })
})

async function killCopying(): Promise<void> {
  await withAdmin(admin =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like 'copy %' and state = 'active'",
      [database.config.database],
    ),
  )
}
