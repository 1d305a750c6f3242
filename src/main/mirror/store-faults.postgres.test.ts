import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { calls, commitMore, failingStore, mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import type { StoreFault } from '../object-store/object-store.ts'
import { holdLeases, releaseLeases } from '../postgres/mirror-lease.ts'
import { readAttempts } from '../postgres/mirror-pace.ts'
import { readMirroredVersions } from '../postgres/mirror-status.ts'
import { commandMirror } from '../postgres/mirrors.ts'
import { publishTable } from './publish-table.ts'
import { MirrorPublisher } from './publisher.ts'

const database = useDatabase()
const folder = temporaryFolder()
const PATIENCE_MS = 30_000

interface Faulty {
  readonly tableId: string
  readonly target: string
  readonly alerts: string[]
  /** What calls of the store answer from now on; undefined: they work. */
  fault: StoreFault | undefined
  readonly publisher: MirrorPublisher
}

/** A mirror whose store can be made to fail, with a publisher at work. */
async function faultyMirror(versions: number, fault: StoreFault): Promise<Faulty & AsyncDisposable> {
  const { tableId, target } = await mirroredTable(database, folder(), versions)
  const alerts: string[] = []
  const state: { fault: StoreFault | undefined } = { fault }
  const publisher = new MirrorPublisher({
    database,
    program: 'test',
    onProblem: problem => alerts.push(`problem ${problem}`),
    onAlert: ({ kind, tableId: of }, change) => {
      if (of === tableId) alerts.push(`${change} ${kind}`)
    },
    openTarget: place =>
      failingStore(place, () => (state.fault === undefined ? undefined : { fault: state.fault, isDone: false })),
  })
  return Object.assign(state, {
    ...{ tableId, target, alerts, publisher },
    [Symbol.asyncDispose]: async () => {
      await publisher.close()
      await commandMirror(database, tableId, 'remove')
    },
  })
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await what()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('not reached')
  }
}

test('[fault 77] refused credentials raise one alert and no storm of attempts, and the mirror goes on when they are right', async () => {
  await using faulty = await faultyMirror(3, 'credentials')
  await until(async () => faulty.alerts.length > 0)
  const before = calls.made
  await sleep(1_000)
  expect(calls.made - before).toBeLessThan(20)
  expect(faulty.alerts).toEqual(['raised credentials'])
  faulty.fault = undefined
  await commandMirror(database, faulty.tableId, 'retry')
  faulty.publisher.wake()
  await until(async () => faulty.alerts.length > 1)
  expect(faulty.alerts).toEqual(['raised credentials', 'cleared credentials'])
  expect(await mirrorOf(database, faulty.tableId)).toMatchObject({ published: 2n, attempts: 0, failingSince: null })
})

test.each(['throttled', 'no-space', 'read-only'] as const)(
  '[M4] [M6] [fault 75] [fault 81] a store of the fault %s is told as such, holds up no commit, and is caught up with',
  async fault => {
    await using faulty = await faultyMirror(2, fault)
    await until(async () => (await readAttempts(database, faulty.tableId)).length > 0)
    expect(await readAttempts(database, faulty.tableId)).toContainEqual(expect.objectContaining({ errorClass: fault }))
    await commitMore(database, faulty.tableId, 2, 2)
    faulty.fault = undefined
    await commandMirror(database, faulty.tableId, 'retry')
    faulty.publisher.wake()
    await until(async () => (await mirrorOf(database, faulty.tableId)).published === 3n)
    const last = await readFile(join(faulty.target, '_delta_log', commitFileName(3n)), 'utf8')
    expect(last).toContain('part-3.parquet')
  },
)

test('a version is said to be on its way while it is, and to wait where the publisher ends', async () => {
  await using faulty = await faultyMirror(1, 'network')
  const stateOf = async () => (await readMirroredVersions(database, faulty.tableId, 1n, 1))[0]?.state
  await until(async () => (await stateOf()) === 'failed')
  faulty.fault = undefined
  await commandMirror(database, faulty.tableId, 'retry')
  await until(async () => (await stateOf()) === 'published')
  faulty.fault = 'network'
  await commitMore(database, faulty.tableId, 1, 1)
  faulty.publisher.wake()
  const next = async () => (await readMirroredVersions(database, faulty.tableId, 2n, 1))[0]?.state
  await until(async () => ['publishing', 'failed'].includes((await next()) ?? ''))
  // Nobody knows yet how late it will be.
  expect((await readMirroredVersions(database, faulty.tableId, 2n, 1))[0]).toMatchObject({
    publishedAt: null,
    lagMs: null,
  })
  await faulty.publisher.close()
  expect(['pending', 'failed']).toContain(await next())
})

test('[M2] whoever takes a table over publishes it in its first look, and reads each version once', async () => {
  const { tableId } = await mirroredTable(database, folder(), 60)
  const asked: string[] = []
  const publisher = new MirrorPublisher({
    database: { ...database, pool: listening(database.pool, asked) },
    program: 'test',
    onProblem: problem => asked.push(`problem ${problem}`),
    // Nobody would look a second time within the test.
    pollMs: 2_000_000_000,
  })
  await until(async () => (await mirrorOf(database, tableId)).published === 59n)
  await publisher.close()
  expect(asked.slice(0, 3)).toEqual(['mirrors', 'hold_leases', 'mirrors'])
  const times = (name: string) => asked.filter(other => other === name).length
  expect(asked.filter(name => name.startsWith('problem'))).toEqual([])
  expect([times('stored_versions'), times('stored_actions')]).toEqual([1, 1])
})

/** The pool, which tells the name of each statement that it is given. */
function listening(pool: pg.Pool, asked: string[]): pg.Pool {
  return new Proxy(pool, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of)
      if (typeof value !== 'function') return value
      if (name !== 'query') return value.bind(of)
      return (statement: string | pg.QueryConfig, ...rest: unknown[]) => {
        asked.push(typeof statement === 'string' ? statement : (statement.name ?? statement.text))
        return value.call(of, statement, ...rest)
      }
    },
  })
}

test('[M2] catching up makes each file once and reads none of them', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 60)
  const self = { id: randomUUID(), name: 'test' }
  const lease = (await holdLeases(database, self, PATIENCE_MS)).find(held => held.tableId === tableId)
  if (lease === undefined) throw new Error('expected the lease of the table')
  await using store = await failingStore(target, () => undefined)
  const before = calls.made
  const end = await publishTable(database, lease, store, { from: 0n, to: 59n }, new AbortController().signal)
  expect(end).toEqual({ kind: 'caught-up' })
  // Each is prepared and made, and nothing else is asked of the store.
  expect(calls.made - before).toBe(2 * 60)
  await releaseLeases(database, self.id)
})
