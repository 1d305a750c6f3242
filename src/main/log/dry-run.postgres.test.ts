import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { storedHistory, tracesOf } from '../../../test/rows.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { commit } from './commit.ts'
import { dryRun } from './dry-run.ts'

const database = useDatabase()

async function createdTable(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b')]))
  return tableId
}

test('[C7] a dry run tells what a commit would do, leaves nothing behind, and the commit then does it', async () => {
  const tableId = await createdTable()
  const before = await storedHistory(database, tableId, 9n)
  const draft = draftOf(tableId, 1n, [commitInfo, remove('a'), add('c'), add('d'), { txn: { appId: 'x', version: 1 } }])
  const report = await dryRun(database, draft)
  expect(report).toMatchObject({
    kind: 'would-commit',
    version: 1n,
    rows: [
      { table: 'dl_add_files', rows: 2 },
      { table: 'dl_remove_files', rows: 1 },
      { table: 'dl_txn_actions', rows: 1 },
      { table: 'dl_table_versions', rows: 1 },
    ],
    added: { files: 2n, bytes: 2000n, rows: 20n },
    removed: { files: 1n, bytes: 1000n, rows: 10n },
    total: { files: 3n, bytes: 3000n, rows: 30n },
    timings: { lock: expect.any(Number), insert: expect.any(Number), record: expect.any(Number) },
  })
  if (report.kind !== 'would-commit') throw new Error('no report')
  expect(report.timings).not.toHaveProperty('commit')
  expect(report.guards).toContainEqual({ table: 'dl_add_files', name: 'dl_add_files_live', kind: 'unique' })
  expect(report.guards.filter(({ kind }) => kind === 'trigger').length).toBeGreaterThan(3)
  expect(await storedHistory(database, tableId, 9n)).toEqual(before)
  expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: false })
  expect(await dryRun(database, draft)).toMatchObject({ kind: 'already-committed', version: 1n })
})

test('a dry run ends as the commit would: refused, too late, or after the limit for its turn', async () => {
  const tableId = await createdTable()
  const draft = draftOf(tableId, 1n, [commitInfo, remove('never-there')])
  expect(await dryRun(database, draft)).toMatchObject({ kind: 'invalid' })
  expect(await dryRun(database, { ...draft, expectedVersion: 7n })).toMatchObject({
    kind: 'version-conflict',
    actual: 0n,
  })
  await inTransaction(database, async holder => {
    await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
    const late = await dryRun(database, draftOf(tableId, 1n, [commitInfo, add('x')]), { limits: { lockMs: 50 } })
    expect(late).toMatchObject({ kind: 'timeout', step: 'lock', limitMs: 50 })
  })
})

test("a guard of the database's own that is deferred to the end speaks in a dry run", async () => {
  const tableId = await createdTable()
  await database.pool.query(`
    create function refuse_secrets() returns trigger language plpgsql as $$
      begin raise exception 'no secrets' using errcode = '23514', constraint = 'house_rule'; end $$;
    create constraint trigger house_rule after insert on dl_add_files deferrable initially deferred
      for each row when (new.path like 'secret%') execute function refuse_secrets()`)
  expect(await dryRun(database, draftOf(tableId, 1n, [commitInfo, add('secret.parquet')]))).toMatchObject({
    kind: 'database-error',
    step: 'commit',
    constraint: 'house_rule',
  })
  expect(await tracesOf(database, tableId, 1n)).toMatchObject({ rows: 0, head: 0n })
})
