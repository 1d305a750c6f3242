import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { expectSound, tableWithFiles } from '../../../../test/fault-table.ts'
import { type FaultyWay, startProxy } from '../../../../test/proxy.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import { GROUP_DEFERRALS_MAX } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import { type CommitOptions, commit } from '../commit.ts'
import { resolve } from '../resolve.ts'

const database = useDatabase()
let way: FaultyWay
beforeAll(async () => {
  way = await startProxy(database.config)
})
beforeEach(() => {
  way.fault = { kind: 'pass' }
  way.faultPoint = undefined
})
afterAll(() => way.close())

/** Commits that are asked for in one turn of the event loop are one group. */
const commitAtOnce = (drafts: readonly Draft[], by: Database = database, options?: CommitOptions) =>
  Promise.all(drafts.map(draft => commit(by, draft, options)))

const appends = (tableId: string, ...versions: bigint[]) =>
  versions.map(version => draftOf(tableId, version, [commitInfo, add(`${version}.parquet`)]))

async function transactionsOf(tableId: string): Promise<number> {
  const { rows } = await database.pool.query<{ transactions: string }>(
    'select count(distinct xmin::text) as transactions from dl_table_versions where table_id = $1 and version > 0',
    [tableId],
  )
  return Number(rows[0]?.transactions)
}

/** Keeps every other writer out until `release` is called. */
async function holdTable(tableId: string): Promise<{ release(): Promise<void> }> {
  const client = await database.pool.connect()
  await client.query('begin')
  await client.query('select from dl_tables where table_id = $1 for update', [tableId])
  return {
    async release() {
      await client.query('rollback')
      client.release()
    },
  }
}

describe('a group', () => {
  test('[C1] [C2] drafts of versions that follow each other share a transaction, and each is a version of its own', async () => {
    const tableId = await tableWithFiles(database)
    const drafts = appends(tableId, 3n, 1n, 2n, 4n)
    const outcomes = await commitAtOnce(drafts)
    expect(outcomes).toMatchObject(
      drafts.map(({ expectedVersion }) => ({ kind: 'committed', version: expectedVersion, found: false })),
    )
    expect(await transactionsOf(tableId)).toBe(1)
    const { rows } = await database.pool.query<{ commit_id: string; total_files: bigint }>(
      'select commit_id, total_files from dl_table_versions where table_id = $1 and version > 0 order by version',
      [tableId],
    )
    const inOrder = [drafts[1], drafts[2], drafts[0], drafts[3]].map(draft => draft?.commitId)
    expect(rows.map(row => row.commit_id)).toEqual(inOrder)
    expect(rows.map(row => Number(row.total_files))).toEqual([3, 4, 5, 6])
    await expectSound(database, tableId)
  })

  test('[C2] of many drafts for one version the first to ask wins, and the others learn of it', async () => {
    const tableId = await tableWithFiles(database)
    const drafts = ['a', 'b', 'c', 'd'].map(name => draftOf(tableId, 1n, [commitInfo, add(`new-${name}`)]))
    const [first, ...others] = await commitAtOnce(drafts)
    expect(first).toMatchObject({ kind: 'committed', version: 1n })
    for (const outcome of others) {
      expect(outcome).toMatchObject({
        kind: 'version-conflict',
        expected: 1n,
        actual: 1n,
        winners: [{ version: 1n, commitId: drafts[0]?.commitId }],
      })
    }
    await expectSound(database, tableId)
  })

  test('[C3] where the server refuses the rows of one, the others are committed and it alone is told', async () => {
    const tableId = await tableWithFiles(database)
    await database.pool.query('alter table dl_add_files add constraint no_666 check (size <> 666) not valid')
    const refused = draftOf(tableId, 3n, [commitInfo, add('refused', { size: 666 })])
    const outcomes = await commitAtOnce([...appends(tableId, 1n, 2n), refused])
    await database.pool.query('alter table dl_add_files drop constraint no_666')
    expect(outcomes).toMatchObject([
      { kind: 'committed', version: 1n },
      { kind: 'committed', version: 2n },
      { kind: 'database-error', step: 'insert', sqlState: '23514', constraint: 'no_666' },
    ])
    expect(await resolve(database, refused)).toEqual({ kind: 'not-committed' })
    await expectSound(database, tableId)
  })

  test('[C4] the same draft sent many times at once is one version, and every sender gets it', async () => {
    const tableId = await tableWithFiles(database)
    const [draft] = appends(tableId, 1n)
    if (draft === undefined) throw new Error('one draft was made')
    const outcomes = await commitAtOnce([draft, draft, draft])
    expect(outcomes).toMatchObject([
      { kind: 'committed', version: 1n, found: false },
      { kind: 'committed', version: 1n, found: true },
      { kind: 'committed', version: 1n, found: true },
    ])
    await expectSound(database, tableId)
  })

  test('[C5] a draft that removes what the one before it adds is judged by the table after that one', async () => {
    const tableId = await tableWithFiles(database)
    const outcomes = await commitAtOnce([
      draftOf(tableId, 1n, [commitInfo, add('x')]),
      draftOf(tableId, 2n, [commitInfo, remove('x')]),
      draftOf(tableId, 3n, [commitInfo, remove('x')]),
    ])
    expect(outcomes).toMatchObject([
      { kind: 'committed', version: 1n },
      { kind: 'committed', version: 2n },
      { kind: 'invalid' },
    ])
    await expectSound(database, tableId)
  })

  test('[C5] a draft behind a change of the table is judged by the changed table', async () => {
    const tableId = await tableWithFiles(database)
    const [, , metaData] = creation({ 'delta.appendOnly': 'true' })
    const outcomes = await commitAtOnce([
      draftOf(tableId, 1n, [commitInfo, metaData ?? {}]),
      draftOf(tableId, 2n, [commitInfo, remove('a')]),
    ])
    expect(outcomes).toMatchObject([{ kind: 'committed', version: 1n }, { kind: 'invalid' }])
    await expectSound(database, tableId)
  })

  test('commits that are small by themselves share a transaction also where they are many rows together', async () => {
    const tableId = await tableWithFiles(database)
    const files = (name: string) => Array.from({ length: 70 }, (_, place) => add(`${name}-${place}`))
    const drafts = [1n, 2n, 3n].map(version => draftOf(tableId, version, [commitInfo, ...files(String(version))]))
    const outcomes = await commitAtOnce(drafts, database, { copyRowsMin: 100 })
    expect(outcomes).toMatchObject(drafts.map(() => ({ kind: 'committed' })))
    expect(await transactionsOf(tableId)).toBe(1)
    await expectSound(database, tableId)
  })

  test('[C1] a group of many versions is recorded piece by piece in its one transaction', async () => {
    const tableId = await tableWithFiles(database)
    const drafts = appends(tableId, ...Array.from({ length: 40 }, (_, index) => BigInt(index + 1)))
    expect(await commitAtOnce(drafts)).toMatchObject(drafts.map(() => ({ kind: 'committed' })))
    expect(await transactionsOf(tableId)).toBe(1)
    await expectSound(database, tableId)
  })

  test('a draft that is far ahead is refused while others keep coming', async () => {
    const tableId = await tableWithFiles(database)
    const early = commit(database, { ...draftOf(tableId, 900n, [commitInfo, add('early')]), readVersion: 0n })
    let refused = false
    void early.then(() => {
      refused = true
    })
    let version = 1n
    const next = () => appends(tableId, version++)[0] ?? expect.unreachable()
    for (let round = 0; round < GROUP_DEFERRALS_MAX + 3; round++) await commitAtOnce([next(), next()])
    expect(refused).toBe(true)
    expect(await early).toMatchObject({ kind: 'version-conflict', expected: 900n, winners: [] })
  })
})

describe('a group that waits', () => {
  test('[W2] one that is cancelled leaves the others alone, and nothing of it is written', async () => {
    const tableId = await tableWithFiles(database)
    const holder = await holdTable(tableId)
    const abort = new AbortController()
    const drafts = appends(tableId, 1n, 2n, 3n)
    const [first, second, last] = drafts.map((draft, place) =>
      commit(database, draft, {}, place === 2 ? abort.signal : undefined),
    )
    await new Promise(done => setTimeout(done, 50))
    abort.abort()
    expect(await last).toMatchObject({ kind: 'cancelled', step: 'lock', timings: { connect: expect.any(Number) } })
    await holder.release()
    expect([await first, await second]).toMatchObject([{ kind: 'committed' }, { kind: 'committed' }])
    expect(drafts[2] && (await resolve(database, drafts[2]))).toEqual({ kind: 'not-committed' })
    await expectSound(database, tableId)
  })

  test('[W2] where all are cancelled the statement ends, and the table is free for others', async () => {
    const tableId = await tableWithFiles(database)
    const holder = await holdTable(tableId)
    const abort = new AbortController()
    const waiting = appends(tableId, 1n, 2n).map(draft => commit(database, draft, {}, abort.signal))
    await new Promise(done => setTimeout(done, 50))
    abort.abort()
    expect(await Promise.all(waiting)).toMatchObject([{ kind: 'cancelled' }, { kind: 'cancelled' }])
    await holder.release()
    expect(await commitAtOnce(appends(tableId, 1n))).toMatchObject([{ kind: 'committed' }])
  })

  test('each learns who has held the lock', async () => {
    const tableId = await tableWithFiles(database)
    const holder = await holdTable(tableId)
    const outcomes = await commitAtOnce(appends(tableId, 1n, 2n), database, { limits: { lockMs: 100 } })
    await holder.release()
    const timedOut = { kind: 'timeout', step: 'lock', limit: 'lock', limitMs: 100 }
    const heldBy = [{ pid: expect.any(Number), application: expect.any(String) }]
    expect(outcomes).toMatchObject([
      { ...timedOut, heldBy },
      { ...timedOut, heldBy },
    ])
  })

  test('limits of their own make commits groups of their own', async () => {
    const tableId = await tableWithFiles(database)
    const [short, long] = appends(tableId, 1n, 2n)
    if (short === undefined || long === undefined) throw new Error('two drafts were made')
    const outcomes = await Promise.all([
      commit(database, short, { limits: { statementMs: 9_000 } }),
      commit(database, long, { limits: { statementMs: 8_000 } }),
    ])
    expect(outcomes).toMatchObject([{ kind: 'committed' }, { kind: 'committed' }])
    expect(await transactionsOf(tableId)).toBe(2)
  })
})

describe('a group on a bad way', () => {
  test('[C4] where the answer to COMMIT is lost, the fate of each is unknown and each is found by its id', async () => {
    const tableId = await tableWithFiles(database)
    const drafts = appends(tableId, 1n, 2n, 3n)
    way.fault = { kind: 'answer-lost' }
    const outcomes = await commitAtOnce(drafts, way.database)
    expect(outcomes).toMatchObject(drafts.map(({ commitId }) => ({ kind: 'unknown', commitId })))
    for (const draft of drafts) {
      expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: draft.expectedVersion })
    }
    await expectSound(database, tableId)
  })

  test('[C1] [C3] the n-th statement fails, for every n: each has a true outcome, and the judge is content', async () => {
    for (let afterStatements = 0, whole = false; !whole; afterStatements++) {
      const tableId = await newTable(database)
      await commit(database, draftOf(tableId, 0n, [...creation(), add('a')]))
      const drafts = appends(tableId, 1n, 2n, 3n)
      way.faultPoint = { afterStatements }
      const outcomes = await commitAtOnce(drafts, way.database)
      whole = way.statements <= afterStatements
      way.faultPoint = undefined
      for (const [place, draft] of drafts.entries()) {
        const fate = await resolve(database, draft)
        expect(fate.kind).toBe(outcomes[place]?.kind === 'committed' ? 'committed' : 'not-committed')
      }
      await expectSound(database, tableId)
    }
  })
})
