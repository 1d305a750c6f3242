import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../test/database.ts'
import { creation, draftOf, newTable } from '../../test/drafts.ts'
import { openApp } from '../../test/open-app.ts'
import { startProxy } from '../../test/proxy.ts'
import type { TaskOutcome, TasksEvent } from '../shared/contract/tasks.ts'
import { createRouter } from './api.ts'
import type { App } from './app.ts'
import type { ConnectionConfig } from './postgres/connection.ts'
import { StartFailure } from './start-failure.ts'

const given = useDatabase()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-app-'))
})
afterAll(() => rm(folder, { recursive: true }))

function urlOf(
  { user, password, host, port, database }: ConnectionConfig,
  changes: { password?: string } = {},
): string {
  const secret = encodeURIComponent(changes.password ?? password.reveal())
  return `postgresql://${user}:${secret}@${host}:${port}/${database}`
}

const open = (databaseUrl: string) => openApp({ host: 'loopback', folder, databaseUrl })

/** Sessions of an app on the test's database; the pool of the test itself stays out of it. */
async function sessions(applicationName: string): Promise<number> {
  return withAdmin(async admin => {
    const { rows } = await admin.query<{ count: number }>({
      text: `select count(*)::int4 as count from pg_stat_activity where datname = $1 and application_name = $2`,
      values: [given.config.database, applicationName],
    })
    return rows[0]?.count ?? 0
  })
}

async function withApp(work: (client: ReturnType<typeof clientOf>, app: App) => Promise<void>): Promise<void> {
  const app = await open(urlOf(given.config))
  try {
    await work(clientOf(app), app)
  } finally {
    await app.close()
  }
}

function clientOf(app: App) {
  return createRouterClient(createRouter(app), { context: {} })
}

/** How a task ends, as its watch tells. */
async function outcomeOf(events: AsyncIterable<TasksEvent>, taskId: string): Promise<TaskOutcome> {
  for await (const { tasks } of events) {
    const outcome = tasks.find(task => task.taskId === taskId)?.outcome
    if (outcome) return outcome
  }
  throw new Error('the task ended without an outcome')
}

describe('the app', () => {
  test('says who it is and where it is connected, without a password', async () => {
    await withApp(async client => {
      const info = await client.app.info()
      expect(info).toMatchObject({ name: 'Deltadesk', host: 'loopback', server: { embedded: false, schema: 'public' } })
      expect(info.server.roundTripMs).toBeGreaterThan(0)
      expect(JSON.stringify(info)).not.toContain(given.config.password.reveal())
    })
  })

  test('a table can be made, walked, committed to and watched through the contract', async () => {
    await withApp(async client => {
      const leave = new AbortController()
      const changes = await client.changes.watch(undefined, { signal: leave.signal })
      await changes.next()
      const tasks = await client.tasks.watch(undefined, { signal: leave.signal })
      const { taskId } = await client.tasks.start({ kind: 'sample', name: 'orders', seed: 7 })
      const made = await outcomeOf(tasks, taskId)
      if (made.kind !== 'made') throw new Error(`no table was made: ${made.kind}`)
      const { tableId, head } = made

      expect(await client.tables.get({ name: 'orders' })).toMatchObject({ tableId, head })
      expect((await client.tables.list({ limit: 10 })).tables.map(({ name }) => name)).toContain('orders')
      const page = await client.history.page({ tableId, limit: 5 })
      expect(page.versions.map(({ version }) => version)).toEqual([0n, 1n, 2n, 3n, 4n].map(step => head - step))
      expect((await client.history.growth({ tableId, points: 10 })).at(-1)?.version).toBe(head)
      const { actions } = await client.versions.actions({ tableId, version: 0n, after: -1, limit: 10 })
      expect(actions.map(({ ordinal }) => ordinal)).toEqual([...actions.keys()])

      const fresh = await newTable(given)
      const draft = draftOf(fresh, 0n, creation())
      expect((await client.commits.check(draft)).issues).toEqual([])
      expect(await client.commits.append(draft)).toMatchObject({ kind: 'committed', version: 0n })
      expect(await client.commits.resolve({ tableId: fresh, commitId: draft.commitId })).toMatchObject({
        kind: 'committed',
        version: 0n,
      })
      expect(await client.commits.append({ ...draft, commitId: randomUUID() })).toMatchObject({
        kind: 'version-conflict',
        expected: 0n,
        actual: 0n,
      })
      const seen = new Map<string, bigint>()
      while (seen.get(tableId) !== head || seen.get(fresh) !== 0n) {
        const { value, done } = await changes.next()
        if (done) throw new Error('the watch ended')
        for (const moved of value.heads) seen.set(moved.tableId, moved.head)
      }
      leave.abort()
      await expect(client.tables.get({ name: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(client.imports.browse({ path: '/nowhere' })).rejects.toMatchObject({ code: 'INVALID' })
    })
  })

  test('a lost database is a failure that the page can act on', async () => {
    const way = await startProxy(given.config)
    const app = await open(urlOf(way.database.config))
    const client = clientOf(app)
    expect(await client.tables.list({ limit: 1 })).toHaveProperty('tables')
    await way.close()
    await expect(client.tables.list({ limit: 1 })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      defined: true,
    })
    await app.close()
  })

  test('closing leaves no connection, and what runs is stopped', async () => {
    const app = await open(urlOf(given.config))
    const watching = clientOf(app).changes.watch()
    await (await watching).next()
    expect(await sessions('deltadesk watch')).toBe(1)
    await app.close()
    expect(await sessions('deltadesk watch')).toBe(0)
  })

  test('[W3] a failed start is one sentence, takes everything down, and no secret is said or logged', async () => {
    const password = 'canary-password-0815'
    const failing = open(urlOf(given.config, { password }))
    await expect(failing).rejects.toBeInstanceOf(StartFailure)
    await expect(failing).rejects.toThrow(/password .* is wrong \(28P01\)\.$/)
    const log = await readFile(join(folder, 'logs', 'deltadesk.log'), 'utf8')
    expect(log).toContain('the start failed')
    expect(log).not.toContain(password)
    await expect(open('mysql://elsewhere')).rejects.toThrow(/^A connection is expected as/)
  })
})
