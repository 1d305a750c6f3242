import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { type FaultyWay, startProxy } from '../../../test/proxy.ts'
import { tracesOf } from '../../../test/rows.ts'
import { COMMIT_STEPS } from '../../shared/contract/outcome.ts'
import { type Database, openDatabase } from '../postgres/connection.ts'
import { commit } from './commit.ts'
import { resolve } from './resolve.ts'

const database = useDatabase()

async function tableWithFile(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a.parquet')]))
  return tableId
}

const replaceFile = (tableId: string) =>
  draftOf(tableId, 1n, [commitInfo, remove('a.parquet'), add('b.parquet'), { txn: { appId: 'x', version: 1 } }])

describe('a backend that dies', () => {
  let victim: Database
  beforeAll(async () => {
    victim = await openDatabase(database.config, { applicationName: 'victim', poolMax: 1 })
  })
  afterAll(() => victim.close())

  const killVictim = () =>
    withAdmin(async admin => {
      await admin.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'victim'`,
      )
    })

  for (const step of COMMIT_STEPS.slice(2)) {
    test(`[C3] before ${step} leaves nothing, and the same draft can be sent again`, async () => {
      const tableId = await tableWithFile()
      const draft = replaceFile(tableId)
      const outcome = await commit(victim, draft, { onStep: now => (now === step ? killVictim() : undefined) })
      if (step === 'commit') expect(['unknown', 'database-error']).toContain(outcome.kind)
      else expect(outcome).toMatchObject({ kind: 'database-error', step, retryable: true })
      expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
      expect(await resolve(database, draft)).toEqual({ kind: 'not-committed' })
      expect(await commit(victim, draft)).toMatchObject({ kind: 'committed', version: 1n, found: false })
    })
  }

  test('[C3] an exception in a hook leaves nothing and is not swallowed', async () => {
    const tableId = await tableWithFile()
    const failing = commit(victim, replaceFile(tableId), {
      onStep: step => {
        if (step === 'commit') throw new RangeError('a fault of this program')
      },
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    expect(victim.pool.idleCount).toBe(victim.pool.totalCount)
  })
})

describe('a connection that is cut at COMMIT', () => {
  let proxy: FaultyWay
  beforeAll(async () => {
    proxy = await startProxy(database.config)
  })
  beforeEach(() => {
    proxy.fault = { kind: 'pass' }
  })
  afterAll(() => proxy.close())

  test('[C4] after the server has executed it: unknown, then found, and never a second version', async () => {
    const tableId = await tableWithFile()
    const draft = replaceFile(tableId)
    proxy.fault = { kind: 'answer-lost' }
    expect(await commit(proxy.database, draft)).toMatchObject({ kind: 'unknown', commitId: draft.commitId })
    expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: true })
    expect(await tracesOf(database, tableId, 2n)).toMatchObject({ head: 1n })
  })

  test('[C4] before the server has seen it: unknown, then not committed, then committed by the same draft', async () => {
    const tableId = await tableWithFile()
    const draft = replaceFile(tableId)
    proxy.fault = { kind: 'lost' }
    expect(await commit(proxy.database, draft)).toMatchObject({ kind: 'unknown' })
    expect(await resolve(database, draft)).toEqual({ kind: 'not-committed' })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: false })
  })

  test('[C4] while it is on its way: in progress as long as the lock is held, then committed', async () => {
    const tableId = await tableWithFile()
    const draft = replaceFile(tableId)
    proxy.fault = { kind: 'delayed', delayMs: 3_000 }
    expect(await commit(proxy.database, draft)).toMatchObject({ kind: 'unknown' })
    expect(await resolve(database, draft)).toEqual({ kind: 'in-progress' })
    expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
  })

  test('[C4] while it is on its way, a draft that is sent again waits and finds its own commit', async () => {
    const tableId = await tableWithFile()
    const draft = replaceFile(tableId)
    proxy.fault = { kind: 'delayed', delayMs: 300 }
    expect(await commit(proxy.database, draft)).toMatchObject({ kind: 'unknown' })
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n, found: true })
  })

  test('[C3] [C4] wherever the way is cut, all is there or nothing, and the same draft ends as one version', async () => {
    const kinds = new Set<string>()
    for (let afterMessages = 0; !kinds.has('committed'); afterMessages++) {
      const tableId = await tableWithFile()
      const draft = replaceFile(tableId)
      proxy.faultPoint = { afterMessages }
      const outcome = await commit(proxy.database, draft)
      proxy.faultPoint = undefined
      kinds.add(outcome.kind)
      const fate = await resolve(database, draft)
      const traces = await tracesOf(database, tableId, 1n)
      if (outcome.kind === 'committed') expect(fate.kind).toBe('committed')
      else expect(['database-error', 'unknown']).toContain(outcome.kind)
      if (fate.kind === 'committed') expect(traces).toEqual({ rows: 4, retired: 1, head: 1n })
      else expect(traces).toEqual({ rows: 0, retired: 0, head: 0n })
      expect(await commit(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
      expect(await tracesOf(database, tableId, 2n)).toMatchObject({ rows: 0, head: 1n })
    }
    expect([...kinds].sort()).toEqual(['committed', 'database-error', 'unknown'])
  })

  test('[C5] an invalid draft sends not one byte', async () => {
    const tableId = await tableWithFile()
    const sentBefore = proxy.sentBytes
    for (const actions of ['', '{"add":{}}\n', '{"torn', JSON.stringify(add('')), JSON.stringify({ protocol: {} })]) {
      const outcome = await commit(proxy.database, { ...replaceFile(tableId), actions })
      expect(outcome).toMatchObject({ kind: 'invalid' })
    }
    const early = await commit(proxy.database, { ...replaceFile(tableId), readVersion: 1n })
    expect(early).toMatchObject({ kind: 'invalid', issues: [{ rule: 'draft.read-version' }] })
    expect(proxy.sentBytes).toBe(sentBefore)
    await commit(proxy.database, replaceFile(tableId))
    expect(proxy.sentBytes).toBeGreaterThan(sentBefore)
  })

  test('[C4] after an abort when COMMIT is on its way: it is committed all the same', async () => {
    const tableId = await tableWithFile()
    const abort = new AbortController()
    proxy.fault = { kind: 'slow', delayMs: 200 }
    const committing = commit(proxy.database, replaceFile(tableId), {}, abort.signal)
    await sleep(100)
    abort.abort()
    expect(await committing).toMatchObject({ kind: 'committed', version: 1n })
  })
})
