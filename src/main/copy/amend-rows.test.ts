import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Amendment, amendRows } from './amend-rows.ts'
import { int8, nullable, text } from './column-types.ts'
import { defineTable } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import { RowEncoder } from './row-encoder.ts'

const FRAME_BYTES = 5
const TABLE = defineTable('files', { path: text, removed_version: nullable(int8) })

type Row = { readonly path: string; readonly removed_version: bigint | null }

const rows = fc.array(
  fc.record({
    // Some rows fill a buffer, so that rows end in several of them.
    path: fc
      .tuple(fc.string(), fc.constantFrom(1, 1, 1, 60_000))
      .map(([name, times]) => `é${name}`.repeat(times).slice(0, 200_000).replaceAll('\0', '')),
    removed_version: fc.option(fc.bigInt({ min: 0n, max: 2n ** 62n })),
  }),
  { maxLength: 20 },
)

describe.each(['binary', 'text'] as const)('rows that were laid out in %s', format => {
  test('are what they would be if their last field had been known', () => {
    fc.assert(
      fc.property(rows, given => {
        const whole = laidOut(given, format)
        const without = laidOut(
          given.map(row => ({ ...row, removed_version: null })),
          format,
        )
        const amendments: Amendment[] = given.flatMap(({ removed_version: value }, index) => {
          const rowEnd = without.rowEnds[index]
          return value === null || rowEnd === undefined ? [] : [{ rowEnd, value }]
        })
        const amended = amendRows(without.chunks, amendments, format)
        expect(contentOf(amended).equals(contentOf(whole.chunks))).toBe(true)
        expect(rowsOf(amended)).toBe(given.length)
        for (const { buffer, length } of amended) expect(buffer.readInt32BE(1)).toBe(length - 1)
      }),
      { numRuns: 40 },
    )
  })
})

function laidOut(given: readonly Row[], format: 'binary' | 'text') {
  const encoder = new RowEncoder(TABLE, { format })
  const rowEnds = given.map(row => {
    encoder.add(row)
    return encoder.bytes
  })
  return { chunks: encoder.takeRest(), rowEnds }
}

function contentOf(chunks: readonly EncodedChunk[]): Buffer {
  return Buffer.concat(chunks.map(({ buffer, length }) => buffer.subarray(FRAME_BYTES, length)))
}

function rowsOf(chunks: readonly EncodedChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.rows, 0)
}
