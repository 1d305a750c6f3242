import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { type SlowWay, startSlowWay } from '../../../test/slow-way.ts'
import { connectClient } from '../postgres/connect-client.ts'
import { int4, nullable, text, varchar } from './column-types.ts'
import { placeOf, RowCountMismatch } from './copy-failure.ts'
import { CopyIn } from './copy-in.ts'
import { CopyTarget } from './copy-target.ts'
import { copyRows, startCopy } from './copy-writer.ts'
import { defineTable } from './define-table.ts'
import { RowRefused } from './refusals.ts'
import { rowMapper } from './row-mapper.ts'
import { copyStatement } from './table-statements.ts'

const database = useDatabase()
/** What a person may wait for the answer to a cancel. A busy machine only ever adds to it: one try of several must hold it. */
const ACKNOWLEDGED_MS = 250
const ON_A_BUSY_MACHINE = { retry: 4 }
const NOTE = 'n'.repeat(1_000)

const notes = defineTable('notes', { id: int4, note: nullable(text) }, { primaryKey: ['id'] })

function* endless(note: string | null = NOTE): Generator<{ id: number; note: string | null }> {
  for (let id = 0; ; id++) yield { id, note }
}

function rowsUpTo(count: number): { id: number; note: string | null }[] {
  return Array.from({ length: count }, (_, id) => ({ id, note: NOTE }))
}

describe('copy writer', () => {
  let client: pg.Client
  beforeAll(async () => {
    client = await connectClient(database.config)
    await client.query("create table notes (id integer primary key, note text check (note <> 'bad'))")
  })
  beforeEach(async () => {
    await client.query('truncate notes')
  })
  afterAll(() => client.end())

  async function stored(): Promise<number> {
    const { rows } = await database.pool.query<{ count: bigint }>('select count(*) from notes')
    return Number(rows[0]?.count)
  }

  /** The connection can be used for whatever comes next. */
  async function expectUsable(connection: pg.Client): Promise<void> {
    await connection.query('truncate notes')
    expect(await copyRows(connection, notes, rowsUpTo(3))).toMatchObject({ rows: 3 })
    expect(await stored()).toBe(3)
  }

  test('copies rows that fill many buffers, in several writes, and counts them', async () => {
    const writer = await startCopy(client, notes)
    await writer.write(rowsUpTo(2_000))
    await writer.write([])
    await writer.write([{ id: 2_000, note: null }])
    const counts = await writer.finish()
    expect(counts.rows).toBe(2_001)
    expect(counts.bytes).toBeGreaterThan(2_000 * 1_000)
    expect(await stored()).toBe(2_001)
  })

  test('a COPY of nothing is complete', async () => {
    expect(await copyRows(client, notes, [])).toMatchObject({ rows: 0 })
    await expectUsable(client)
  })

  test('[47] after a producer that throws nothing is kept and the connection serves on', async () => {
    function* failing() {
      yield* rowsUpTo(5_000)
      throw new Error('the producer broke')
    }
    await expect(copyRows(client, notes, failing())).rejects.toThrow('the producer broke')
    await expectUsable(client)
  })

  test('[48] a bad value is found by the server with its row, and the connection serves on', async () => {
    const rows = rowsUpTo(3_000).map(row => (row.id === 1_234 ? { ...row, note: 'bad' } : row))
    const error = await copyRows(client, notes, rows).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: '23514', constraint: 'notes_note_check' })
    expect(placeOf(error)).toEqual({ row: 1_234, column: null })
    await expectUsable(client)
  })

  test('[48] a repeated key far behind the buffer of the server names its row', async () => {
    const rows = rowsUpTo(3_000).map((row, at) => (at === 2_500 ? { ...row, id: 17 } : row))
    const error = await copyRows(client, notes, rows).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: '23505' })
    expect(placeOf(error)).toEqual({ row: 2_500, column: null })
    await expectUsable(client)
  })

  test('[48] a column too short for its value is named, by binary and text COPY', async () => {
    await database.pool.query('create table short (id integer, note varchar(5))')
    const short = defineTable('short', { id: int4, note: varchar(50) })
    for (const format of ['binary', 'text'] as const) {
      const rows = [
        { id: 1, note: 'ok' },
        { id: 2, note: 'too long' },
      ]
      const error = await copyRows(client, short, rows, { format }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: '22001' })
      expect(placeOf(error)).toEqual({ row: 1, column: 'note' })
    }
  })

  test('[49] a NUL byte is refused before it is sent, naming row and column', async () => {
    const rows = rowsUpTo(3_000).map(row => (row.id === 2_999 ? { ...row, note: 'a\0b' } : row))
    const error = await copyRows(client, notes, rows).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(RowRefused)
    expect(error).toMatchObject({ row: 2_999, column: 'note' })
    await expectUsable(client)
  })

  test.each([
    ['[50] a text row cut off', 'text', Buffer.from('1\tone\n2'), '22P04'],
    ['[51] a bad signature', 'binary', Buffer.from('PGCOPX\n'.padEnd(30, 'x')), '22P04'],
    ['[51] a tuple cut off', 'binary', header(Buffer.from('0002000000040000', 'hex')), '22P04'],
    [
      '[51] a number of the wrong width',
      'binary',
      header(Buffer.from('00020000000800000000000000010000', 'hex')),
      '22P03',
    ],
  ] as const)('%s is refused whole, and the connection serves on', async (_name, format, bytes, code) => {
    const copy = client.query(new CopyIn(copyStatement(notes, format)))
    await copy.submitted
    copy.send(message(bytes), () => {})
    copy.sendDone()
    await expect(copy.ended).rejects.toMatchObject({ code })
    await expectUsable(client)
  })

  test('[52] a stream without its trailer is taken silently: only the count tells that rows are missing', async () => {
    const target = new CopyTarget()
    const mapper = rowMapper(notes, 'binary')
    mapper.writeHeader(target)
    for (const row of rowsUpTo(2)) mapper.writeRow(target, row, row.id)
    const copy = client.query(new CopyIn(copyStatement(notes, 'binary')))
    await copy.submitted
    for (const chunk of target.takeRest()) copy.send(chunk, () => {})
    copy.sendDone()
    expect(await copy.ended).toBe(2)
    target.release()
  })

  test('[52] rows that the server leaves out are missed before anything can be committed', async () => {
    await database.pool.query(`
      create function skip_seven() returns trigger language plpgsql as
        $$ begin if new.id = 7 then return null; end if; return new; end $$;
      create trigger skip_seven before insert on notes for each row execute function skip_seven()`)
    try {
      await client.query('begin')
      const error = await copyRows(client, notes, rowsUpTo(10)).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(RowCountMismatch)
      expect(error).toMatchObject({ sent: 10, taken: 9 })
      await client.query('rollback')
    } finally {
      await database.pool.query('drop function skip_seven cascade')
    }
    await expectUsable(client)
  })

  test('[54] a field beyond the limit is refused before it is sent', async () => {
    const rows = [{ id: 1, note: 'x'.repeat(64 * 1024 * 1024 + 1) }]
    await expect(copyRows(client, notes, rows)).rejects.toThrow('row 0, column note: 67108865 bytes are more')
    await expectUsable(client)
  })

  test('a table that is not there is an error of the server, and the connection serves on', async () => {
    const absent = defineTable('absent', { id: int4 })
    await expect(copyRows(client, absent, [{ id: 1 }])).rejects.toMatchObject({ code: '42P01' })
    await expectUsable(client)
  })

  test('a writer that is over takes no more rows', async () => {
    const writer = await startCopy(client, notes)
    await writer.abort()
    await expect(writer.write(rowsUpTo(1))).rejects.toThrow('this COPY is over')
    await expect(writer.finish()).rejects.toThrow('this COPY is over')
    await expectUsable(client)
  })

  test('a transaction in which a COPY was aborted can be rolled back and the connection serves on', async () => {
    await client.query('begin')
    const writer = await startCopy(client, notes)
    await writer.write(rowsUpTo(1_000))
    await writer.abort()
    await client.query('rollback')
    expect(await stored()).toBe(0)
    await expectUsable(client)
  })

  test(
    'a cancel in the middle is acknowledged within 250 ms, nothing is left behind, and the connection serves on or is ended',
    ON_A_BUSY_MACHINE,
    async () => {
      const own = await connectClient(database.config)
      const abort = new AbortController()
      const copying = copyRows(own, notes, endless(), { signal: abort.signal })
      await sleep(300)
      const askedMs = performance.now()
      abort.abort(new Error('the person cancelled'))
      await expect(copying).rejects.toThrow('the person cancelled')
      expect(performance.now() - askedMs).toBeLessThan(ACKNOWLEDGED_MS)
      expect(await stored()).toBe(0)
      // A server that takes long to acknowledge loses the connection instead: it must not be left in between.
      const serves = await own.query('select 1').then(
        () => true,
        () => false,
      )
      if (serves) await expectUsable(own)
      await own.end()
    },
  )

  test(
    'a cancel while the COPY waits for a lock is acknowledged within 250 ms; the connection is ended',
    ON_A_BUSY_MACHINE,
    async () => {
      const other = await connectClient(database.config)
      await other.query('begin; lock table notes')
      const waiting = await connectClient(database.config)
      const abort = new AbortController()
      const copying = copyRows(waiting, notes, rowsUpTo(1), { signal: abort.signal })
      await sleep(100)
      const askedMs = performance.now()
      abort.abort(new Error('the person cancelled'))
      await expect(copying).rejects.toThrow('the person cancelled')
      expect(performance.now() - askedMs).toBeLessThan(ACKNOWLEDGED_MS)
      await expect(waiting.query('select 1')).rejects.toThrow()
      await other.query('rollback')
      await other.end()
      await waiting.end()
    },
  )

  test('a COPY that is given up before its turn is never sent', async () => {
    const before = client.query('select pg_sleep(0.3)')
    const abort = new AbortController()
    const copying = copyRows(client, notes, rowsUpTo(1), { signal: abort.signal })
    abort.abort(new Error('the person cancelled'))
    await expect(copying).rejects.toThrow('the person cancelled')
    await before
    await expectUsable(client)
  })

  test('a signal that was aborted before sends nothing', async () => {
    await expect(
      copyRows(client, notes, rowsUpTo(1), { signal: AbortSignal.abort(new Error('too late')) }),
    ).rejects.toThrow('too late')
    await expectUsable(client)
  })

  test('a server process that is killed in the middle ends the COPY, and the connection is lost for good', async () => {
    const doomed = await connectClient(database.config)
    const { rows } = await doomed.query<{ pid: number }>('select pg_backend_pid() as pid')
    const copying = copyRows(doomed, notes, endless())
    const ended = copying.catch((caught: unknown) => caught)
    await sleep(200)
    await withAdmin(admin => admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]))
    expect(await ended).toBeInstanceOf(Error)
    await expect(doomed.query('select 1')).rejects.toThrow()
    await doomed.end()
    expect(await stored()).toBe(0)
  })

  describe('on a slow way', () => {
    let way: SlowWay
    beforeAll(async () => {
      way = await startSlowWay(database.config, 64 * 1024)
    })
    afterAll(() => way.close())

    test(
      '[53] memory stays bounded however fast the producer is; a cancel is acknowledged within 250 ms',
      ON_A_BUSY_MACHINE,
      async () => {
        const slow = await connectClient(way.config)
        const abort = new AbortController()
        let produced = 0
        function* counted() {
          for (const row of endless()) {
            produced++
            yield row
          }
        }
        const copying = copyRows(slow, notes, counted(), { signal: abort.signal }).catch((caught: unknown) => caught)
        let early = 0
        do {
          early = produced
          await sleep(1_500)
          // What the kernel and four buffers hold may be ahead; 64 KB/s pass once these are full.
          expect(produced).toBeLessThan(12_000)
        } while (produced - early >= 2_000)
        const askedMs = performance.now()
        abort.abort(new Error('the person cancelled'))
        expect(await copying).toMatchObject({ message: 'the person cancelled' })
        expect(performance.now() - askedMs).toBeLessThan(ACKNOWLEDGED_MS)
        await expect(slow.query('select 1')).rejects.toThrow()
        await slow.end()
        expect(await stored()).toBe(0)
      },
    )
  })
})

function header(rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8), rest])
}

/** A CopyData message of these bytes. */
function message(bytes: Buffer): { buffer: Buffer; length: number } {
  const buffer = Buffer.alloc(bytes.length + 5)
  buffer.write('d', 0, 'latin1')
  buffer.writeInt32BE(bytes.length + 4, 1)
  bytes.copy(buffer, 5)
  return { buffer, length: buffer.length }
}
