import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { connectClient } from '../postgres/connect-client.ts'
import { int4, nullable, text } from './column-types.ts'
import { copyEncoded } from './copy-encoded.ts'
import { RowCountMismatch } from './copy-failure.ts'
import { defineTable } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import { RowRefused } from './refusals.ts'
import { RowEncoder } from './row-encoder.ts'

const database = useDatabase()
const NOTE = 'n'.repeat(1_000)
const notes = defineTable('notes', { id: int4, note: nullable(text) }, { primaryKey: ['id'] })

function encoded(count: number, format: 'binary' | 'text' = 'binary'): EncodedChunk[] {
  const encoder = new RowEncoder(notes, { format })
  const chunks: EncodedChunk[] = []
  for (let id = 0; id < count; id++) {
    encoder.add({ id, note: NOTE })
    chunks.push(...encoder.takeFull())
  }
  return [...chunks, ...encoder.takeRest()]
}

describe('copying encoded rows', () => {
  let client: pg.Client
  beforeAll(async () => {
    client = await connectClient(database.config)
    await client.query('create table notes (id integer primary key, note text)')
  })
  beforeEach(async () => {
    await client.query('truncate notes')
  })
  afterAll(() => client.end())

  async function stored(): Promise<{ rows: number; total: number }> {
    const { rows } = await client.query<{ rows: number; total: number }>(
      'select count(*)::int4 as rows, coalesce(sum(id), 0)::int4 as total from notes',
    )
    return rows[0] ?? { rows: -1, total: -1 }
  }

  test.each(['binary', 'text'] as const)(
    'rows laid out elsewhere arrive by %s COPY, many buffers of them',
    async format => {
      const chunks = encoded(2_000, format)
      expect(chunks.length).toBeGreaterThan(5)
      const counts = await copyEncoded(client, notes, chunks, { format })
      expect(counts.rows).toBe(2_000)
      expect(counts.bytes).toBeGreaterThan(2_000 * 1_000)
      expect(await stored()).toEqual({ rows: 2_000, total: (2_000 * 1_999) / 2 })
    },
  )

  test('a refused row leaves nothing behind, and those around it arrive', async () => {
    const encoder = new RowEncoder(notes)
    encoder.add({ id: 1, note: null })
    expect(() => encoder.add({ id: 2, note: 'a\0b' })).toThrow(RowRefused)
    encoder.add({ id: 3, note: 'c' })
    expect(await copyEncoded(client, notes, encoder.takeRest())).toMatchObject({ rows: 2 })
    expect(await stored()).toEqual({ rows: 2, total: 4 })
  })

  test('[52] chunks that claim other rows than the server has counted are refused, and nothing is kept', async () => {
    await client.query('begin')
    const wrong = encoded(10).map(chunk => ({ ...chunk, rows: chunk.rows + 1 }))
    await expect(copyEncoded(client, notes, wrong)).rejects.toThrow(RowCountMismatch)
    await client.query('rollback')
    expect(await stored()).toMatchObject({ rows: 0 })
  })

  test('[47] a source that throws between two chunks leaves nothing, and the connection serves on', async () => {
    async function* failing() {
      yield* encoded(1_000)
      throw new Error('the file broke off')
    }
    await expect(copyEncoded(client, notes, failing())).rejects.toThrow('the file broke off')
    expect(await copyEncoded(client, notes, encoded(3))).toMatchObject({ rows: 3 })
  })
})
