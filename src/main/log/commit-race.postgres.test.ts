import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { tracesOf } from '../../../test/rows.ts'
import type { CommitStep } from '../../shared/contract/outcome.ts'
import { inTransaction, withConnection } from '../postgres/transaction.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import { checkDraft } from './check-draft.ts'
import { commit } from './commit.ts'

const database = useDatabase()

async function createdTable(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  return tableId
}

/** Holds each of `count` writers before `step` until all have come there. */
function meetAt(step: CommitStep, count: number): { onStep: (now: CommitStep) => Promise<void> } {
  let missing = count
  const all = Promise.withResolvers<void>()
  return {
    async onStep(now) {
      if (now !== step) return
      missing -= 1
      if (missing === 0) all.resolve()
      await all.promise
    },
  }
}

test('[C2] of two writers for one version one wins, and the other learns who', async () => {
  const tableId = await createdTable()
  const drafts = [draftOf(tableId, 1n, [commitInfo, add('a')]), draftOf(tableId, 1n, [commitInfo, add('b')])]
  const gate = meetAt('lock', 2)
  const outcomes = await Promise.all(drafts.map(draft => commit(database, draft, gate)))
  const winner = drafts[outcomes.findIndex(({ kind }) => kind === 'committed')]
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['committed', 'version-conflict'])
  expect(outcomes.find(({ kind }) => kind === 'version-conflict')).toMatchObject({
    table: { tableId },
    expected: 1n,
    actual: 1n,
    winners: [{ version: 1n, commitId: winner?.commitId, operation: 'WRITE' }],
  })
  expect(await tracesOf(database, tableId, 1n)).toMatchObject({ rows: 2, head: 1n })
})

test('[C2] a version beyond the head is a conflict without winners', async () => {
  const tableId = await createdTable()
  const outcome = await commit(database, { ...draftOf(tableId, 5n, [commitInfo, add('a')]), readVersion: 0n })
  expect(outcome).toMatchObject({ kind: 'version-conflict', expected: 5n, actual: 0n, winners: [] })
})

test('[C4] the same draft sent twice at once commits once', async () => {
  const tableId = await createdTable()
  const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
  const gate = meetAt('lock', 2)
  const outcomes = await Promise.all([commit(database, draft, gate), commit(database, draft, gate)])
  expect(outcomes.map(outcome => outcome.kind === 'committed' && [outcome.version, outcome.found]).sort()).toEqual([
    [1n, false],
    [1n, true],
  ])
  expect(await tracesOf(database, tableId, 2n)).toMatchObject({ rows: 0, head: 1n })
})

test('[C1] eight writers that try again until they win leave versions 0 to 24 without a gap', async () => {
  const tableId = await createdTable()
  const writer = async (name: number) => {
    for (let file = 0; file < 3; ) {
      const { head } = await checkDraft(database, draftOf(tableId, 1n, [commitInfo, add('probe')]))
      const outcome = await commit(database, draftOf(tableId, head + 1n, [commitInfo, add(`${name}-${file}`)]))
      if (outcome.kind === 'committed') file++
      else expect(outcome.kind).toBe('version-conflict')
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)))
  const { versions } = await readHistoryPage(database, { tableId, limit: 100 })
  expect(versions.map(({ version }) => Number(version))).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index))
  expect(versions[0]).toMatchObject({ totalFiles: 24n, totalBytes: 24_000n, totalRows: 240n })
})

/** A program that knows the tables and not this one's code. */
async function foreignCommit(tableId: string, path: string): Promise<void> {
  await inTransaction(database, async client => {
    const { rows } = await client.query<{ version: bigint }>(
      'select current_version + 1 as version from dl_tables where table_id = $1 for update',
      [tableId],
    )
    const version = rows[0]?.version
    await client.query(
      `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change)
         values ($1, $2, 0, $3, $4, '{}', 500, 0, true)`,
      [tableId, version, randomUUID(), path],
    )
    await client.query(
      `with head as (update dl_tables set current_version = $2 where table_id = $1 and current_version = $2 - 1 returning 1)
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
           files_added, bytes_added, total_files, total_bytes, metadata_version, protocol_version)
         select $1, $2, $3, greatest(clock_timestamp(), p.committed_at + interval '1 microsecond'), 'FOREIGN', 1, 1,
             1, 500, p.total_files + 1, p.total_bytes + 500, p.metadata_version, p.protocol_version
           from head, dl_table_versions p where p.table_id = $1 and p.version = $2 - 1`,
      [tableId, version, randomUUID()],
    )
  })
}

test('[C1] a foreign writer and this one share a table without a gap, and times increase', async () => {
  const tableId = await createdTable()
  const ours = async () => {
    for (let done = 0; done < 10; ) {
      const { head } = await checkDraft(database, draftOf(tableId, 1n, [commitInfo, add('probe')]))
      const outcome = await commit(database, draftOf(tableId, head + 1n, [commitInfo, add(`ours-${done}`)]))
      if (outcome.kind === 'committed') done++
    }
  }
  const theirs = async () => {
    for (let done = 0; done < 10; done++) await foreignCommit(tableId, `theirs-${done}`)
  }
  await Promise.all([ours(), theirs()])
  const { versions } = await readHistoryPage(database, { tableId, limit: 100 })
  expect(versions.map(({ version }) => Number(version))).toEqual(Array.from({ length: 21 }, (_, index) => 20 - index))
  expect(versions.filter(({ writer }) => writer === 'foreign')).toHaveLength(10)
  expect(versions[0]).toMatchObject({ totalFiles: 20n, totalBytes: 15_000n })
  const { rows } = await database.pool.query<{ ordered: boolean }>(
    `select bool_and(later) as ordered from (
       select committed_at > lag(committed_at) over (order by version) as later from dl_table_versions where table_id = $1) t`,
    [tableId],
  )
  expect(rows).toEqual([{ ordered: true }])
})

test('a commit that is cancelled while it waits for the lock leaves nothing and a clean connection', async () => {
  const tableId = await createdTable()
  await withConnection(database, async holder => {
    await holder.query('begin')
    await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
    const abort = new AbortController()
    const waiting = commit(database, draftOf(tableId, 1n, [commitInfo, add('a')]), {}, abort.signal)
    setTimeout(() => abort.abort(), 100)
    expect(await waiting).toMatchObject({ kind: 'cancelled', step: 'lock' })
  })
  expect(await tracesOf(database, tableId, 1n)).toMatchObject({ rows: 0, head: 0n })
  expect(await commit(database, draftOf(tableId, 1n, [commitInfo, remove('x')]))).toMatchObject({ kind: 'invalid' })
  expect(await commit(database, draftOf(tableId, 1n, [commitInfo, add('a')]))).toMatchObject({ kind: 'committed' })
})

test('a signal that is aborted before the commit begins sends nothing', async () => {
  const tableId = await createdTable()
  const outcome = await commit(database, draftOf(tableId, 1n, [commitInfo, add('a')]), {}, AbortSignal.abort())
  expect(outcome).toMatchObject({ kind: 'cancelled', step: 'validate' })
})

test('a commit that waits longer than its limit for the lock times out there', async () => {
  const tableId = await createdTable()
  await withConnection(database, async holder => {
    await holder.query('begin')
    await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
    const outcome = await commit(database, draftOf(tableId, 1n, [commitInfo, add('a')]), { limits: { lockMs: 100 } })
    expect(outcome).toMatchObject({ kind: 'timeout', step: 'lock', limit: 'lock', limitMs: 100 })
    if (outcome.kind !== 'timeout') throw new Error('no timeout')
    const [self] = (await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows
    expect(outcome.heldBy).toEqual([
      {
        pid: self?.pid,
        application: 'deltadesk',
        user: database.config.user,
        state: 'idle in transaction',
        transactionStart: expect.any(Number),
        queryStart: expect.any(Number),
      },
    ])
  })
})

test('a writer that is held longer than the idle limit loses its transaction and cannot finish it', async () => {
  const tableId = await createdTable()
  const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
  const held = await commit(database, draft, {
    limits: { idleMs: 100 },
    onStep: step => (step === 'record' ? new Promise(resolve => setTimeout(resolve, 400)) : undefined),
  })
  expect(held).toMatchObject({ kind: 'timeout', step: 'record', limit: 'idle', limitMs: 100, heldBy: [] })
  expect(await tracesOf(database, tableId, 1n)).toMatchObject({ rows: 0, head: 0n })
  expect(await commit(database, draft)).toMatchObject({ kind: 'committed', found: false })
})
