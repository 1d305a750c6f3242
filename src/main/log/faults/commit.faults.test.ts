import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { expectSound, expectUntouched, replacement, tableWithFiles } from '../../../../test/fault-table.ts'
import { spawnWriter } from '../../../../test/spawn-writer.ts'
import { judge } from '../../../shared/simulation/judge.ts'
import { readTableRecord } from '../../postgres/table-record.ts'
import { inTransaction } from '../../postgres/transaction.ts'
import { commit } from '../commit.ts'
import { openJournal } from '../journal/commit-journal.ts'
import { listUnresolved } from '../journal/list-unresolved.ts'
import { rebaseDraft } from '../rebase-draft.ts'

const database = useDatabase()
const names = () => `${randomUUID()}.parquet`

describe('the protocol of a commit', () => {
  test('[fault 30] two writers of disjoint files on one base both commit, in the order of the lock', async () => {
    const tableId = await tableWithFiles(database)
    const write = async (): Promise<bigint> => {
      for (let version = 1n; ; ) {
        const outcome = await commit(database, draftOf(tableId, version, [commitInfo, add(names())]))
        if (outcome.kind === 'committed') return outcome.version
        if (outcome.kind === 'version-conflict') version = outcome.actual + 1n
      }
    }
    expect((await Promise.all([write(), write()])).sort()).toEqual([1n, 2n])
    await expectSound(database, tableId)
  })

  test('[fault 31] of two writers that remove one file the second learns of the first, and then of the file', async () => {
    const tableId = await tableWithFiles(database)
    const [first, second] = [replacement(tableId), replacement(tableId)]
    await commit(database, first)
    expect(await commit(database, second)).toMatchObject({
      kind: 'version-conflict',
      winners: [{ version: 1n, commitId: first.commitId, operation: 'WRITE' }],
    })
    const rebased = await rebaseDraft(database, second)
    expect(rebased).toMatchObject({ kind: 'conflict' })
  })

  test('[fault 32] an append into what a writer has read is a conflict by the isolation level', async () => {
    const tableId = await tableWithFiles(database)
    const reads = { wholeTable: true, scans: [], files: [], appIds: [] }
    const draft = { ...draftOf(tableId, 1n, [commitInfo, remove('b')]), reads }
    await commit(
      database,
      draftOf(tableId, 1n, [{ commitInfo: { operation: 'WRITE', isBlindAppend: true } }, add(names())]),
    )
    expect(await rebaseDraft(database, { ...draft, isolationLevel: 'Serializable' })).toMatchObject({
      kind: 'conflict',
    })
    expect(await rebaseDraft(database, { ...draft, isolationLevel: 'WriteSerializable' })).toMatchObject({
      kind: 'rebased',
    })
  })

  test('[fault 33] a change of metadata lets no older draft pass', async () => {
    const tableId = await tableWithFiles(database)
    await commit(database, draftOf(tableId, 1n, creation({ note: 'changed' })))
    const late = draftOf(tableId, 1n, [commitInfo, add(names())])
    expect(await commit(database, late)).toMatchObject({ kind: 'version-conflict' })
    expect(await rebaseDraft(database, late)).toMatchObject({ kind: 'conflict' })
  })

  test('[fault 34] a file that is live cannot be live twice, whoever writes', async () => {
    const tableId = await tableWithFiles(database)
    const twice = inTransaction(database, client =>
      client.query(
        `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change)
           select table_id, 1, 0, file_key, path, partition_values, size, 0, true from dl_add_files where table_id = $1 and path = 'a'`,
        [tableId],
      ),
    )
    await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'dl_add_files_live' })
    await expectSound(database, tableId)
  })

  test('[fault 35] removing what is not live is refused and names the version that removed it', async () => {
    const tableId = await tableWithFiles(database)
    await commit(database, draftOf(tableId, 1n, [commitInfo, remove('a')]))
    const outcome = await commit(database, draftOf(tableId, 2n, [commitInfo, remove('a')]))
    expect(outcome).toMatchObject({ kind: 'invalid', issues: [{ message: expect.stringContaining('1') }] })
  })

  test('[fault 36] an add and a remove of one path in one commit are refused before anything is sent', async () => {
    const tableId = await tableWithFiles(database)
    const steps: string[] = []
    const options = { onStep: (step: string) => void steps.push(step) }
    const outcome = await commit(database, draftOf(tableId, 1n, [commitInfo, remove('a'), add('a')]), options)
    expect(outcome).toMatchObject({ kind: 'invalid' })
    expect(steps).toEqual(['validate'])
  })

  /** A version by a foreign program, whose clock stands elsewhere. */
  const foreignAt = (tableId: string, version: bigint, distance: string) =>
    inTransaction(database, client =>
      client.query(
        `with head as (update dl_tables set current_version = $2 where table_id = $1 returning 1)
         insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, total_files, total_bytes,
             metadata_version, protocol_version)
           select $1, $2, gen_random_uuid(), clock_timestamp() + $3::interval, 'FOREIGN', 0, p.total_files, p.total_bytes,
               p.metadata_version, p.protocol_version
             from head, dl_table_versions p where p.table_id = $1 and p.version = $2::int8 - 1`,
        [tableId, version, distance],
      ),
    )

  test('[fault 39] the time of a commit is the server’s, and later than its predecessor', async () => {
    const tableId = await tableWithFiles(database)
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01') })
    const outcome = await commit(database, replacement(tableId)).finally(() => vi.useRealTimers())
    if (outcome.kind !== 'committed') throw new Error(outcome.kind)
    expect(Math.abs(outcome.committedAt - Date.now())).toBeLessThan(60_000)
    await foreignAt(tableId, 2n, '2 hours')
    const after = await commit(database, draftOf(tableId, 3n, [commitInfo, add(names())]))
    expect(after).toMatchObject({ kind: 'committed' })
    await expectSound(database, tableId)
  })

  test('[C1] [fault 40] a foreign clock that is years ahead is refused, and does not poison the times of later commits', async () => {
    const tableId = await tableWithFiles(database)
    await expect(foreignAt(tableId, 1n, '10 years')).rejects.toMatchObject({
      code: 'DLC01',
      constraint: 'dl_table_versions_clock',
    })
    const outcome = await commit(database, replacement(tableId))
    if (outcome.kind !== 'committed') throw new Error(outcome.kind)
    expect(Math.abs(outcome.committedAt - Date.now())).toBeLessThan(60_000)
    await expectSound(database, tableId)
  })

  test('[fault 41] the last version that 64 bits can number is a version, and there is none behind it', async () => {
    const tableId = await newTable(database)
    const last = 2n ** 63n - 1n
    await inTransaction(database, client =>
      client.query(
        `with head as (update dl_tables set current_version = $2::int8 where table_id = $1 returning 1)
         insert into dl_table_versions (table_id, version, kind, commit_id, committed_at, operation, num_actions, total_files, total_bytes)
           select $1, $2::int8, 'base', gen_random_uuid(), clock_timestamp(), 'BASE', 0, 0, 0 from head`,
        [tableId, last - 1n],
      ),
    )
    expect(await commit(database, draftOf(tableId, last, creation()))).toMatchObject({
      kind: 'committed',
      version: last,
    })
    const beyond = await commit(database, { ...draftOf(tableId, last, [commitInfo]), expectedVersion: last + 1n })
    expect(['invalid', 'database-error', 'version-conflict']).toContain(beyond.kind)
    const record = await readTableRecord(database, tableId)
    expect(record?.head).toBe(last)
  })

  test('[fault 42] a commit of more values than one statement can carry is sent in several', async () => {
    const tableId = await tableWithFiles(database)
    const files = Array.from({ length: 4_000 }, () => add(names()))
    const draft = draftOf(tableId, 1n, [commitInfo, ...files])
    expect(await commit(database, draft, { copyRowsMin: Number.POSITIVE_INFINITY })).toMatchObject({
      kind: 'committed',
    })
    await expectSound(database, tableId)
  })

  test('[fault 46] a head that was moved by hand is seen by the judge, and nothing is committed on it', async () => {
    const tableId = await tableWithFiles(database)
    const tamper = (sql: string) =>
      inTransaction(database, async client => {
        await client.query('set local session_replication_role = replica')
        await client.query(sql, [tableId])
      })
    await tamper('update dl_tables set current_version = 5 where table_id = $1')
    const record = await readTableRecord(database, tableId)
    expect(record && judge(record)).toMatchObject([{ promise: 'C1' }])
    expect(await commit(database, draftOf(tableId, 6n, [commitInfo, add(names())]))).toMatchObject({
      kind: 'database-error',
    })
    await tamper('update dl_tables set current_version = 0 where table_id = $1')
    await expectUntouched(database, replacement(tableId))
  })

  test('actions that another program left behind without a version stop a commit, and it says what they break', async () => {
    const tableId = await tableWithFiles(database)
    await database.pool.query(
      `insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ($1, 1, 77, 'stray', 1)`,
      [tableId],
    )
    expect(await commit(database, replacement(tableId))).toMatchObject({
      kind: 'database-error',
      sqlState: 'DLC03',
      constraint: 'dl_table_versions_complete',
      explanation: { protects: expect.stringContaining('C3') },
    })
  })
})

describe('processes', () => {
  test('[fault 37] a writer that is killed while it holds the lock keeps nobody waiting', async () => {
    const tableId = await tableWithFiles(database)
    const draft = replacement(tableId)
    const writer = spawnWriter(database, draft, { holdAt: 'record' })
    await writer.holding
    const waiting = commit(database, replacement(tableId))
    await writer.kill()
    expect(await waiting).toMatchObject({ kind: 'committed', version: 1n })
    expect(await commit(database, draft)).toMatchObject({ kind: 'version-conflict' })
    await expectSound(database, tableId)
  })

  test('[fault 38] a writer that is stopped while it holds the lock loses it, and cannot finish when it goes on', async () => {
    const tableId = await tableWithFiles(database)
    const writer = spawnWriter(database, replacement(tableId), { holdAt: 'record', idleMs: 500 })
    await writer.holding
    writer.process.kill('SIGSTOP')
    expect(await commit(database, replacement(tableId))).toMatchObject({ kind: 'committed', version: 1n })
    writer.process.kill('SIGCONT')
    expect(await writer.finish()).toBe('timeout')
    await expectSound(database, tableId)
  })

  test('[fault 43] a process that is killed at any step leaves an entry by which its commit is resolved', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deltadesk-fault-'))
    const journal = openJournal(folder, 'held')
    for (const holdAt of ['begin', 'lock', 'check', 'insert', 'record', 'commit']) {
      const tableId = await tableWithFiles(database)
      const draft = replacement(tableId)
      const writer = spawnWriter(database, draft, { holdAt, journalFolder: folder })
      await writer.holding
      expect(await journal.read()).toMatchObject([{ commitId: draft.commitId }])
      await writer.kill()
      const settled = async () => (await listUnresolved(database, journal)).map(({ fate }) => fate.kind)
      await expect.poll(settled).toEqual(['not-committed'])
      await journal.strike(draft.commitId)
      await expectUntouched(database, draft)
    }
    await rm(folder, { recursive: true })
  })

  test('[fault 44] two programs on one table are two ordinary writers', async () => {
    const tableId = await tableWithFiles(database)
    const drafts = [replacement(tableId), replacement(tableId)] as const
    const writer = spawnWriter(database, drafts[0], { holdAt: 'lock' })
    await writer.holding
    const [theirs, ours] = await Promise.all([writer.finish(), commit(database, drafts[1])])
    expect([theirs, ours.kind].sort()).toEqual(['committed', 'version-conflict'])
    await expectSound(database, tableId)
  })
})

describe('rows by COPY', () => {
  const many = (tableId: string) =>
    draftOf(tableId, 1n, [commitInfo, ...Array.from({ length: 600 }, () => add(names()))])

  test('[fault 47] a commit that is cancelled in the middle of its rows leaves nothing', async () => {
    const tableId = await tableWithFiles(database)
    const abort = new AbortController()
    const onStep = (step: string) => {
      if (step === 'insert') setImmediate(() => abort.abort())
    }
    const outcome = await commit(database, many(tableId), { onStep }, abort.signal)
    expect(outcome).toMatchObject({ kind: 'cancelled' })
    await expectUntouched(database, replacement(tableId))
  })

  test('[fault 48] a row that the server refuses ends the commit with the server’s words', async () => {
    const tableId = await tableWithFiles(database)
    const draft = draftOf(tableId, 1n, [
      commitInfo,
      ...Array.from({ length: 600 }, () => add(names())),
      add('x', { size: 666 }),
    ])
    await database.pool.query('alter table dl_add_files add constraint no_666 check (size <> 666) not valid')
    const outcome = await commit(database, draft)
    await database.pool.query('alter table dl_add_files drop constraint no_666')
    expect(outcome).toMatchObject({ kind: 'database-error', step: 'insert', sqlState: '23514', constraint: 'no_666' })
    await expectUntouched(database, draft)
  })

  test('[fault 49] a NUL byte is refused before anything is sent, with its place', async () => {
    const tableId = await tableWithFiles(database)
    const line = JSON.stringify(add('PATH')).replace('PATH', 'nul\\u0000')
    expect(await commit(database, draftOf(tableId, 1n, [commitInfo, line]))).toMatchObject({
      kind: 'invalid',
      issues: [{ path: expect.arrayContaining([1, 'add', 'path']) }],
    })
  })

  test('[fault 52] rows that the server leaves out silently are missed before COMMIT', async () => {
    const tableId = await tableWithFiles(database)
    await database.pool.query(`
      create function drop_some() returns trigger language plpgsql as $$ begin return case when new.ordinal <> 300 then new end; end $$;
      create trigger drop_some before insert on dl_add_files for each row execute function drop_some()`)
    const draft = many(tableId)
    const outcome = await commit(database, draft).catch((error: unknown) => error)
    await database.pool.query('drop trigger drop_some on dl_add_files')
    expect(outcome).not.toMatchObject({ kind: 'committed' })
    await expectUntouched(database, draft)
  })

  test('[fault 54] what no field can hold is refused before anything is sent', async () => {
    const tableId = await tableWithFiles(database)
    const draft = { ...draftOf(tableId, 1n, []), actions: 'x'.repeat(64 * 1024 * 1024 + 1) }
    expect(await commit(database, draft)).toMatchObject({ kind: 'invalid', issues: [{ rule: 'draft.size' }] })
  })
})
