import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { commit } from '../log/commit.ts'
import { type TableHead, type WatchOptions, watchChanges } from './changes.ts'
import type { Database } from './connection.ts'

const database = useDatabase()
const aborts: AbortController[] = []

afterEach(async () => {
  for (const abort of aborts.splice(0)) abort.abort()
  await expect.poll(watchers).toBe(0)
})

describe('watching changes', () => {
  test('says first where every table stands, then which heads moved', async () => {
    const tableId = await newTable(database)
    const watch = start()
    expect((await watch.next()).find(head => head.tableId === tableId)).toEqual({ tableId, head: -1n })
    await commit(database, draftOf(tableId, 0n, creation()))
    expect(await watch.next()).toEqual([{ tableId, head: 0n }])
    await commit(database, draftOf(tableId, 1n, [commitInfo, add('a')]))
    expect(await watch.next()).toEqual([{ tableId, head: 1n }])
  })

  test('a notification brings a change long before polling would', async () => {
    const tableId = await newTable(database)
    const watch = start({ pollMs: 60_000 })
    await watch.next()
    const started = performance.now()
    await commit(database, draftOf(tableId, 0n, creation()))
    expect(await watch.next()).toEqual([{ tableId, head: 0n }])
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  test('polling alone finds a change, and a table that is new', async () => {
    const deaf: Database = {
      ...database,
      pool: database.pool,
      pipelined: database.pipelined,
      schema: database.schema,
      config: database.config,
      capabilities: { ...database.capabilities, listenNotify: false },
      close: database.close,
    }
    const watch = start({ pollMs: 100 }, deaf)
    await watch.next()
    const tableId = await newTable(database)
    expect(await watch.next()).toEqual([{ tableId, head: -1n }])
    await commit(database, draftOf(tableId, 0n, creation()))
    expect(await watch.next()).toEqual([{ tableId, head: 0n }])
  })

  test('a lost connection is made again and nothing is missed', async () => {
    const tableId = await newTable(database)
    const problems: unknown[] = []
    const watch = start({ onProblem: problem => problems.push(problem) })
    await watch.next()
    await withAdmin(admin =>
      admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = $1 and application_name = 'deltadesk watch'`,
        [database.config.database],
      ),
    )
    await commit(database, draftOf(tableId, 0n, creation()))
    expect(await watch.next()).toEqual([{ tableId, head: 0n }])
    expect(problems).toHaveLength(1)
  })

  test('a burst of commits arrives in fewer batches than commits, ending with the last', async () => {
    const tableId = await newTable(database)
    const watch = start()
    await watch.next()
    const heads: bigint[] = []
    const reading = (async () => {
      while (heads.at(-1) !== 60n) heads.push(...(await watch.next()).map(({ head }) => head))
    })()
    await commit(database, draftOf(tableId, 0n, creation()))
    for (let version = 1n; version <= 60n; version++) {
      await commit(database, draftOf(tableId, version, [commitInfo, add(`file-${version}`)]))
    }
    await reading
    expect(heads).toEqual(heads.toSorted((a, b) => Number(a - b)))
    expect(heads.length).toBeLessThan(60)
  })

  test('[W2] ends with its signal and leaves no connection', async () => {
    const watch = start({ pollMs: 60_000 })
    await watch.next()
    expect(await watchers()).toBe(1)
    const last = watch.done()
    aborts[0]?.abort()
    expect(await last).toBe(true)
    await expect.poll(watchers).toBe(0)
  })

  test('[W2] leaves no connection although nobody asks for the next batch', async () => {
    await start().next()
    aborts[0]?.abort()
    await expect.poll(watchers).toBe(0)
  })

  test('[W2] ends while it cannot connect', async () => {
    const config = { ...database.config, database: `absent_${randomUUID()}` }
    const gone = {
      pool: database.pool,
      pipelined: database.pipelined,
      schema: 'public',
      config,
      capabilities: database.capabilities,
      commits: database.commits,
      close: database.close,
    }
    const watch = start({}, gone)
    const last = watch.done()
    await sleep(100)
    aborts[0]?.abort()
    expect(await last).toBe(true)
  })
})

function start(
  options?: WatchOptions,
  watched: Database = database,
): { next(): Promise<TableHead[]>; done(): Promise<boolean> } {
  const abort = new AbortController()
  aborts.push(abort)
  const changes = watchChanges(watched, abort.signal, options)
  return {
    next: async () => (await changes.next()).value ?? [],
    done: async () => (await changes.next()).done === true,
  }
}

async function watchers(): Promise<number> {
  return withAdmin(async admin => {
    const { rowCount } = await admin.query(
      `select from pg_stat_activity where datname = $1 and application_name = 'deltadesk watch'`,
      [database.config.database],
    )
    return rowCount ?? 0
  })
}
