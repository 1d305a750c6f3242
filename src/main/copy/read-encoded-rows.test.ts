import { expect, test } from 'vitest'
import { int4, nullable, text } from './column-types.ts'
import { defineTable } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import { findEncodedRow, readTextRows } from './read-encoded-rows.ts'
import { RowEncoder } from './row-encoder.ts'

const notes = defineTable('notes', { note: nullable(text), id: int4 }, { primaryKey: ['id'] })
const NASTY = 'tab\there, back\\slash\nand \\N, é\u{1f600}'

async function* laidOut(format: 'binary' | 'text', rows: number): AsyncGenerator<EncodedChunk, void> {
  const encoder = new RowEncoder(notes, { format })
  for (let id = 0; id < rows; id++) {
    encoder.add({ id, note: id % 3 === 0 ? null : NASTY.repeat(id % 40) })
    yield* encoder.takeFull()
  }
  yield* encoder.takeRest()
}

test('rows laid out as text are read back as they were, null apart from the empty text', async () => {
  const read: (string | null)[][] = []
  for await (const fields of readTextRows(laidOut('text', 2_000))) read.push(fields)
  expect(read).toEqual(
    Array.from({ length: 2_000 }, (_, id) => [id % 3 === 0 ? null : NASTY.repeat(id % 40), String(id)]),
  )
})

test.each(['binary', 'text'] as const)('one row is found in many buffers of %s rows', async format => {
  for (const row of [0, 1, 777, 1_999]) {
    const [note, id] = (await findEncodedRow(laidOut(format, 2_000), format, row)) ?? []
    expect(note === null ? null : String(note)).toBe(row % 3 === 0 ? null : NASTY.repeat(row % 40))
    expect(typeof id === 'string' ? Number(id) : id?.readInt32BE()).toBe(row)
  }
  expect(await findEncodedRow(laidOut(format, 3), format, 3)).toBeUndefined()
})
