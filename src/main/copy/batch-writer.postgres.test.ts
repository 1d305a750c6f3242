import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { startSlowWay } from '../../../test/slow-way.ts'
import { openDatabase } from '../postgres/connection.ts'
import { openBatchWriter } from './batch-writer.ts'
import { int4, text } from './column-types.ts'
import { type CopyStatistics, watchStatistics } from './copy-statistics.ts'
import { defineTable } from './define-table.ts'

const database = useDatabase()
const events = defineTable('events', { id: int4, name: text }, { primaryKey: ['id'] })

type Event = { id: number; name: string }

function batch(first: number, count = 10, name = 'event'): Event[] {
  return Array.from({ length: count }, (_, index) => ({ id: first + index, name }))
}

describe('batch writer', () => {
  /** Keeps the table to itself, so that a COPY waits at its start. */
  let holder: pg.PoolClient
  beforeAll(async () => {
    await database.pool.query("create table events (id integer primary key, name text not null check (name <> 'bad'))")
    holder = await database.pool.connect()
  })
  beforeEach(async () => {
    await database.pool.query('truncate events')
  })
  afterAll(() => holder.release())

  async function ids(): Promise<number[]> {
    const { rows } = await database.pool.query<{ id: number }>('select id from events order by id')
    return rows.map(({ id }) => id)
  }

  const hold = () => holder.query('begin; lock table events')
  const letGo = () => holder.query('commit')

  test('batches that arrive alone are copied alone, in order, and are durable when they are told so', async () => {
    const writer = openBatchWriter(database.pool, events)
    for (let first = 0; first < 30; first += 10) {
      expect(await writer.enqueue(batch(first))).toMatchObject({ kind: 'written', rows: 10, copy: { batches: 1 } })
      expect(await ids()).toHaveLength(first + 10)
    }
    expect(await writer.drain()).toEqual({ kind: 'drained' })
    expect(writer.statistics()).toMatchObject({
      copies: 3,
      batchesCoalesced: 0,
      rowsCopied: 30,
      rowsInserted: 30,
      ended: true,
    })
    expect(await writer.enqueue(batch(100))).toEqual({ kind: 'dropped' })
  })

  test('what piles up behind a COPY goes together in the next one', async () => {
    const writer = openBatchWriter(database.pool, events)
    await hold()
    const outcomes = [writer.enqueue(batch(0))]
    await sleep(50)
    for (let first = 10; first < 100; first += 10) outcomes.push(writer.enqueue(batch(first)))
    expect(writer.statistics()).toMatchObject({ pendingBatches: 10, copies: 0 })
    expect(writer.statistics().pendingBytes).toBeGreaterThan(0)
    await letGo()
    expect(await Promise.all(outcomes)).toMatchObject(
      outcomes.map((_, index) => ({ kind: 'written', copy: { batches: index === 0 ? 1 : 9 } })),
    )
    await writer.drain()
    expect(writer.statistics()).toMatchObject({
      copies: 2,
      batchesCoalesced: 8,
      rowsCopied: 100,
      pendingBatches: 0,
      pendingBytes: 0,
    })
    expect(await ids()).toHaveLength(100)
  })

  test.each([
    ['a value that does not fit', { id: 55, name: 'a\0' }, { kind: 'serialization-error', column: 'name' }],
    ['a value that the server refuses', { id: 55, name: 'bad' }, { kind: 'copy-failed', sqlState: '23514' }],
    ['a key that is there already', { id: 3, name: 'x' }, { kind: 'copy-failed', sqlState: '23505' }],
  ])('after %s that batch fails, with its row, and the others are copied', async (_name, row, failure) => {
    const writer = openBatchWriter(database.pool, events)
    await hold()
    const outcomes = [0, 10, 20, 30].map(first => writer.enqueue(batch(first)))
    const bad = [...batch(40, 5), row, ...batch(46, 4)]
    const guilty = writer.enqueue(bad)
    outcomes.push(writer.enqueue(batch(60)))
    await letGo()
    expect(await guilty).toMatchObject({ kind: 'failed', failure: { ...failure, row: 5, kept: 'no' } })
    const outcome = await guilty
    expect(outcome.kind === 'failed' && outcome.failure.batch).toBe(bad)
    for (const other of await Promise.all(outcomes)) expect(other.kind).toBe('written')
    await writer.drain()
    expect(await ids()).toEqual([0, 10, 20, 30, 60].flatMap(first => batch(first).map(({ id }) => id)))
    expect(writer.statistics()).toMatchObject({ batchesFailed: 1, batchesWritten: 5 })
  })

  test('where no row is to blame each batch goes by itself', async () => {
    await database.pool.query(`
      create function at_most_ten() returns trigger language plpgsql as
        $$ begin if (select count(*) from new_rows) > 10 then raise exception 'too many'; end if; return null; end $$;
      create trigger at_most_ten after insert on events referencing new table as new_rows
        for each statement execute function at_most_ten()`)
    const writer = openBatchWriter(database.pool, events)
    await hold()
    const outcomes = [batch(0), batch(10, 11), batch(30)].map(rows => writer.enqueue(rows))
    await letGo()
    const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind)
    await writer.drain()
    await database.pool.query('drop function at_most_ten cascade')
    expect(kinds).toEqual(['written', 'failed', 'written'])
  })

  test('rows that are there already are left out when duplicates are dropped, also within a batch', async () => {
    const writer = openBatchWriter(database.pool, events, { dropDuplicates: true })
    await writer.enqueue(batch(0))
    const outcome = await writer.enqueue([...batch(5), ...batch(5)])
    expect(outcome).toMatchObject({ kind: 'written', rows: 20, copy: { rows: 20, inserted: 5 } })
    await writer.drain()
    expect(await ids()).toHaveLength(15)
    expect(writer.statistics()).toMatchObject({ rowsCopied: 30, rowsInserted: 15 })
  })

  test('a source is suspended at the high mark of batches and resumed at the low one', async () => {
    const calls: string[] = []
    const writer = openBatchWriter(database.pool, events, { pendingBatchesHigh: 8, pendingBatchesLow: 2 })
    writer.attach({ suspend: () => calls.push('suspend'), resume: () => calls.push('resume') })
    await hold()
    for (let index = 0; index < 7; index++) void writer.enqueue(batch(index * 10))
    expect(calls).toEqual([])
    void writer.enqueue(batch(70))
    void writer.enqueue(batch(80))
    expect(calls).toEqual(['suspend'])
    expect(writer.isSuspended).toBe(true)
    expect(writer.statistics().suspended).toBe(true)
    await letGo()
    await writer.drain()
    expect(calls).toEqual(['suspend', 'resume'])
  })

  test('a source is suspended when too many bytes are pending', async () => {
    const calls: string[] = []
    const writer = openBatchWriter(database.pool, events, { pendingBytesMax: 50_000 })
    writer.attach({ suspend: () => calls.push('suspend'), resume: () => calls.push('resume') })
    await hold()
    void writer.enqueue(batch(0, 10, 'x'.repeat(3_000)))
    expect(calls).toEqual([])
    void writer.enqueue(batch(10, 10, 'x'.repeat(3_000)))
    expect(calls).toEqual(['suspend'])
    await letGo()
    await writer.drain()
    expect(calls).toEqual(['suspend', 'resume'])
  })

  test('an iterable is pulled no faster than the limits allow', async () => {
    let pulled = 0
    async function* batches() {
      for (let first = 0; first < 500; first += 10) {
        pulled++
        yield batch(first)
      }
    }
    const writer = openBatchWriter(database.pool, events, { pendingBatchesHigh: 4, pendingBatchesLow: 1 })
    await hold()
    const consuming = writer.consume(batches())
    await sleep(100)
    expect(pulled).toBeLessThanOrEqual(5)
    await letGo()
    expect(await consuming).toEqual({ kind: 'ended', batches: 50 })
    await writer.drain()
    expect(await ids()).toHaveLength(500)
  })

  test('[47] a source that throws is heard, and what it gave before is copied', async () => {
    async function* failing() {
      yield batch(0)
      throw new Error('the source broke')
    }
    const writer = openBatchWriter(database.pool, events)
    await expect(writer.consume(failing())).rejects.toThrow('the source broke')
    expect(await writer.drain()).toEqual({ kind: 'drained' })
    expect(await ids()).toHaveLength(10)
  })

  test('a source that hangs does not keep a stopped writer from ending', async () => {
    async function* hanging() {
      yield batch(0)
      await new Promise(() => {})
    }
    const writer = openBatchWriter(database.pool, events)
    const consuming = writer.consume(hanging())
    await sleep(50)
    writer.requestStop()
    expect(await consuming).toEqual({ kind: 'stopped' })
    await writer.ended
    expect(await ids()).toHaveLength(10)
  })

  test('reading a source ends with the first batch that fails', async () => {
    async function* batches() {
      for (let first = 0; ; first += 10) yield first === 30 ? batch(first, 10, 'bad') : batch(first)
    }
    const writer = openBatchWriter(database.pool, events)
    expect(await writer.consume(batches())).toMatchObject({ kind: 'failed', failure: { kind: 'copy-failed', row: 0 } })
    await writer.drain()
  })

  test('a stop drops what is pending, finishes the COPY under way, and resumes the source', async () => {
    const calls: string[] = []
    const writer = openBatchWriter(database.pool, events, { pendingBatchesHigh: 2, pendingBatchesLow: 1 })
    writer.attach({ suspend: () => calls.push('suspend'), resume: () => calls.push('resume') })
    await hold()
    const first = writer.enqueue(batch(0))
    await sleep(50)
    const second = writer.enqueue(batch(10))
    writer.requestStop()
    expect(await second).toEqual({ kind: 'dropped' })
    expect(calls).toEqual(['suspend', 'resume'])
    await letGo()
    expect(await first).toMatchObject({ kind: 'written' })
    await writer.ended
    expect(await ids()).toHaveLength(10)
    expect(writer.statistics()).toMatchObject({ batchesDropped: 1, batchesWritten: 1 })
  })

  test('draining that takes too long ends the COPY under way; nothing of it is kept', async () => {
    const writer = openBatchWriter(database.pool, events)
    await hold()
    const outcomes = [writer.enqueue(batch(0)), writer.enqueue(batch(10))]
    expect(await writer.drain({ timeoutMs: 100 })).toEqual({ kind: 'timed-out' })
    expect(await Promise.all(outcomes)).toMatchObject([
      { kind: 'failed', failure: { kind: 'timeout', kept: 'no' } },
      { kind: 'failed', failure: { kind: 'timeout', kept: 'no' } },
    ])
    await letGo()
    expect(await ids()).toEqual([])
  })

  test('a COPY that takes too long fails as a timeout, and the next batch is copied', async () => {
    const writer = openBatchWriter(database.pool, events, { timeoutMs: 100 })
    await hold()
    expect(await writer.enqueue(batch(0))).toMatchObject({ kind: 'failed', failure: { kind: 'timeout', kept: 'no' } })
    await letGo()
    expect(await writer.enqueue(batch(0))).toMatchObject({ kind: 'written' })
    await writer.drain()
  })

  test('a cancelled writer keeps nothing that was not committed, and ends at once', async () => {
    const abort = new AbortController()
    const writer = openBatchWriter(database.pool, events, { signal: abort.signal })
    expect(await writer.enqueue(batch(0))).toMatchObject({ kind: 'written' })
    const large = writer.enqueue(batch(10, 1_000_000))
    const behind = writer.enqueue(batch(5_000_000))
    await sleep(150)
    const askedMs = performance.now()
    abort.abort(new Error('cancelled'))
    expect(await Promise.all([large, behind])).toEqual([{ kind: 'dropped' }, { kind: 'dropped' }])
    expect(performance.now() - askedMs).toBeLessThan(30_000)
    await writer.ended
    expect(await ids()).toHaveLength(10)
  })

  test('when the server process is killed its batches fail as connection-lost, and the next ones are copied', async () => {
    const writer = openBatchWriter(database.pool, events)
    const doomed = writer.enqueue(batch(0, 300_000))
    await withAdmin(async admin => {
      const kill = () =>
        admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like 'copy %' and state = 'active'",
          [database.config.database],
        )
      while ((await kill()).rowCount === 0) await sleep(5)
    })
    expect(await doomed).toMatchObject({ kind: 'failed', failure: { kind: 'connection-lost', kept: 'no' } })
    expect(await ids()).toEqual([])
    expect(await writer.enqueue(batch(0))).toMatchObject({ kind: 'written' })
    await writer.drain()
    expect(await ids()).toHaveLength(10)
  })

  test('a server that is not there fails every batch as connection-lost', async () => {
    const nowhere = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 1_000 })
    const writer = openBatchWriter(nowhere, events)
    const outcome = await writer.enqueue(batch(0))
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'connection-lost', kept: 'no' } })
    await writer.drain()
    await nowhere.end()
  })

  test('[fault 53] a producer that outruns a server behind a slow way is held back: memory stays bounded', async () => {
    const way = await startSlowWay(database.config, 64 * 1024)
    const slow = await openDatabase(way.config)
    const abort = new AbortController()
    let pulled = 0
    async function* batches() {
      for (let first = 0; ; first += 100) {
        pulled++
        yield batch(first, 100, 'x'.repeat(1_000))
      }
    }
    const writer = openBatchWriter(slow.pool, events, { pendingBytesMax: 4 * 1024 * 1024, signal: abort.signal })
    const consuming = writer.consume(batches())
    await sleep(1_500)
    expect(pulled).toBeLessThan(60)
    expect(writer.statistics().pendingBytes).toBeLessThan(6 * 1024 * 1024)
    expect(writer.statistics().waitShares.server).toBeGreaterThan(0.5)
    abort.abort(new Error('enough'))
    expect(await consuming).toEqual({ kind: 'stopped' })
    await writer.ended
    await slow.close()
    await way.close()
  })

  test('statistics are a stream that ends with the writer; shares add up to 1', async () => {
    const writer = openBatchWriter(database.pool, events)
    const statistics: CopyStatistics[] = []
    const watching = (async () => {
      for await (const one of watchStatistics(writer, 20)) statistics.push(one)
    })()
    for (let first = 0; first < 50_000; first += 5_000) void writer.enqueue(batch(first, 5_000))
    while (statistics.length < 3) await sleep(5)
    await writer.drain()
    await watching
    expect(statistics.at(-1)).toMatchObject({ rowsCopied: 50_000, ended: true })
    for (const { waitShares } of statistics.slice(1)) {
      expect(Object.values(waitShares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1)
    }
  })
})
