import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { type FaultyWay, startProxy } from '../../../../test/proxy.ts'
import { tracesOf } from '../../../../test/rows.ts'
import { STRATEGY_NAMES } from '../../../shared/contract/strategy.ts'
import { withConnection } from '../../postgres/transaction.ts'
import { readHistoryPage } from '../../postgres/versions.ts'
import { type CommitOptions, commit } from '../commit.ts'
import { resolve } from '../resolve.ts'
import { licenseUnprotected, UnprotectedLicense } from './unprotected.ts'

const database = useDatabase()

async function tableWithFile(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b')]))
  return tableId
}

const versionsOf = async (tableId: string) => {
  const { versions } = await readHistoryPage(database, { tableId, limit: 200 })
  return versions.map(({ version }) => Number(version)).reverse()
}
const upTo = (head: number) => Array.from({ length: head + 1 }, (_, version) => version)

for (const strategy of STRATEGY_NAMES) {
  describe(`the strategy ${strategy}`, () => {
    const options: CommitOptions = { strategy }
    let proxy: FaultyWay
    beforeAll(async () => {
      proxy = await startProxy(database.config)
    })
    afterAll(() => proxy.close())

    test('[C1] [C6] makes a chain of versions with every kind of action', async () => {
      const tableId = await newTable(database)
      const lines = [commitInfo, remove('a'), add('c'), add('b', { size: 5 }), { txn: { appId: 'x', version: 1 } }]
      const outcomes = [
        await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b')]), options),
        await commit(database, draftOf(tableId, 1n, lines), options),
        await commit(database, draftOf(tableId, 2n, creation({ 'delta.appendOnly': 'true' })), options),
      ]
      expect(outcomes).toMatchObject([0n, 1n, 2n].map(version => ({ kind: 'committed', version, found: false })))
      const { versions } = await readHistoryPage(database, { tableId, limit: 1 })
      expect(versions[0]).toMatchObject({ totalFiles: 2n, totalBytes: 1005n })
    })

    test('[C2] of eight writers for one version one wins, and the others learn who', async () => {
      const tableId = await tableWithFile()
      const drafts = upTo(7).map(name => draftOf(tableId, 1n, [commitInfo, add(`f${name}`), remove('a')]))
      const outcomes = await Promise.all(drafts.map(draft => commit(database, draft, options)))
      const winner = drafts[outcomes.findIndex(({ kind }) => kind === 'committed')]
      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
      for (const outcome of outcomes.filter(({ kind }) => kind !== 'committed')) {
        expect(outcome).toMatchObject({ kind: 'version-conflict', winners: [{ commitId: winner?.commitId }] })
      }
      expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 3, retired: 1, head: 1n })
    })

    test('[C4] a draft that is sent again finds its own version, also when it is sent twice at once', async () => {
      const tableId = await tableWithFile()
      const draft = draftOf(tableId, 1n, [commitInfo, add('c')])
      const outcomes = await Promise.all([commit(database, draft, options), commit(database, draft, options)])
      expect(outcomes.map(outcome => outcome.kind === 'committed' && outcome.found).sort()).toEqual([false, true])
      expect(await commit(database, draft, options)).toMatchObject({ kind: 'committed', version: 1n, found: true })
      expect(await versionsOf(tableId)).toEqual([0, 1])
    })

    test('[C5] a draft that the table refuses changes nothing', async () => {
      const tableId = await tableWithFile()
      const outcome = await commit(database, draftOf(tableId, 1n, [commitInfo, remove('never')]), options)
      expect(outcome).toMatchObject({ kind: 'invalid', issues: [{ rule: 'table.remove-not-live' }] })
      const nowhere = await commit(database, { ...draftOf(randomUUID(), 0n, creation()) }, options)
      expect(nowhere).toMatchObject({ kind: 'invalid', issues: [{ rule: 'draft.table' }] })
      expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    })

    test('[C1] writers that try again until they win share a table with those of every other strategy', async () => {
      const tableId = await tableWithFile()
      const others = STRATEGY_NAMES.filter(name => name !== strategy)
      const write = async (name: string, by: CommitOptions) => {
        let version = 1n
        for (let done = 0; done < 5; ) {
          const outcome = await commit(database, draftOf(tableId, version, [commitInfo, add(`${name}-${done}`)]), by)
          if (outcome.kind === 'committed') done++
          else if (outcome.kind !== 'version-conflict') expect(outcome).toMatchObject({ retryable: true })
          if (outcome.kind === 'version-conflict') version = outcome.actual + 1n
          if (outcome.kind === 'committed') version = outcome.version + 1n
        }
      }
      await Promise.all([...others.map(other => write(other, { strategy: other })), write('own', options)])
      expect(await versionsOf(tableId)).toEqual(upTo(25))
    })

    test('[C4] whose answer to COMMIT is lost is unknown, and then found', async () => {
      const tableId = await tableWithFile()
      const draft = draftOf(tableId, 1n, [commitInfo, add('c')])
      proxy.fault = { kind: 'answer-lost' }
      expect(await commit(proxy.database, draft, options)).toMatchObject({ kind: 'unknown' })
      proxy.fault = { kind: 'pass' }
      await expect.poll(() => resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
    })

    test('[C4] whose COMMIT is still on its way is never called absent', async () => {
      const tableId = await tableWithFile()
      const draft = draftOf(tableId, 1n, [commitInfo, add('c')])
      proxy.fault = { kind: 'delayed', delayMs: 400 }
      expect(await commit(proxy.database, draft, options)).toMatchObject({ kind: 'unknown' })
      proxy.fault = { kind: 'pass' }
      expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
    })

    test('[C3] wherever the way is cut, all is there or nothing, and the same draft ends as one version', async () => {
      for (let afterMessages = 0, kind = ''; kind !== 'committed'; afterMessages += 3) {
        const tableId = await tableWithFile()
        const draft = draftOf(tableId, 1n, [commitInfo, remove('a'), add('c')])
        proxy.faultPoint = { afterMessages }
        kind = (await commit(proxy.database, draft, options)).kind
        proxy.faultPoint = undefined
        expect(['database-error', 'unknown', 'committed']).toContain(kind)
        const fate = await resolve(database, draft)
        const traces = await tracesOf(database, tableId, 1n)
        if (fate.kind === 'committed') expect(traces).toEqual({ rows: 3, retired: 1, head: 1n })
        else expect(traces).toEqual({ rows: 0, retired: 0, head: 0n })
        expect(await commit(database, draft, options)).toMatchObject({ kind: 'committed', version: 1n })
      }
    })

    test('has its turn at the table: behind a held lock it times out and says who holds it', async () => {
      const tableId = await tableWithFile()
      await withConnection(database, async holder => {
        await holder.query('begin')
        await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
        const draft = draftOf(tableId, 1n, [commitInfo, add('c')])
        const outcome = await commit(database, draft, { ...options, limits: { lockMs: 100 } })
        const [self] = (await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows
        expect(outcome).toMatchObject({ kind: 'timeout', step: 'lock', limit: 'lock', heldBy: [{ pid: self?.pid }] })
      })
      expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    })
  })
}

describe('writing unprotected', () => {
  test('is licensed for schemas of simulations alone, and for the one database', () => {
    expect(() => licenseUnprotected(database)).toThrow(/schemas of simulations/)
    expect(() => new UnprotectedLicense(database, Symbol('unprotected'))).toThrow(TypeError)
    const simulated = { ...database, schema: 'deltadesk_sim_1' }
    expect(() => licenseUnprotected(simulated).strategyFor(database)).toThrow(/another database/)
  })
})
