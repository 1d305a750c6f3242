import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileView, type PredicateColumn } from './file-domain.ts'
import { shapedStats } from './known-shapes.ts'
import { checkStats } from './rules/check-stats.ts'
import { physicalRows, readStats } from './stats.ts'

const VALUES = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '0', '-0', '1', '-7', '1.50', '1.5', '999999999999999', '1e3', '""', '"a"'),
  fc.constantFrom(
    '"z"',
    '"é"',
    '"NaN"',
    '"2024-01-01T00:00:00Z"',
    '"2024-01-01T00:00:00.1Z"',
    '"a\\"b"',
    '[1]',
    '{"x":2}',
  ),
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.string({ maxLength: 3 }).map(text => JSON.stringify(text)),
)

const COLUMNS = fc.array(VALUES, { minLength: 2, maxLength: 2 })

function statsText(numRecords: string, [min, max, nulls]: readonly (readonly string[])[], tail: string): string {
  const struct = ([a = '0', b = '0']: readonly string[] = []) => `{"a":${a},"s":{"b":${b}}}`
  return `{"numRecords":${numRecords},"minValues":${struct(min)},"maxValues":${struct(max)},"nullCount":${struct(nulls)}${tail}}`
}

const STATS = fc
  .tuple(
    fc.oneof(fc.integer({ min: -2, max: 60 }).map(String), fc.constantFrom('null', '"1"', '1.0', '9999999999999999')),
    fc.tuple(COLUMNS, COLUMNS, COLUMNS),
    fc.constantFrom('', ',"tightBounds":true', ',"tightBounds":null', ',"tightBounds":7', ',"other":{"x":1}'),
  )
  .map(([numRecords, parts, tail]) => statsText(numRecords, parts, tail))

const ASKED: readonly PredicateColumn[] = [['a'], ['s', 'b'], ['s'], ['c']].flatMap(path =>
  (['exact', 'string', 'double', 'timestamp'] as const).map(kind => ({
    path,
    physicalPath: path,
    type: { kind },
    isPartition: false,
  })),
)

function domainOf(stats: string, column: PredicateColumn) {
  return new FileView({ partitionValues: new Map(), stats }).domain(column)
}

test('statistics of a known shape are judged and counted as they are when read as JSON', () => {
  let shaped = 0
  fc.assert(
    fc.property(fc.array(STATS, { minLength: 20, maxLength: 60 }), texts => {
      for (const text of texts) {
        readStats(text)
        if (shapedStats(text)) shaped++
        // White space in front belongs to no shape.
        const spaced = ` ${text}`
        expect(shapedStats(spaced)).toBeUndefined()
        expect(checkStats(text, [])).toEqual(checkStats(spaced, []))
        expect(physicalRows(text)).toEqual(physicalRows(spaced))
        for (const column of ASKED) expect(domainOf(text, column)).toEqual(domainOf(spaced, column))
      }
    }),
    { numRuns: 30 },
  )
  expect(shaped).toBeGreaterThan(100)
})

test('a shape tells which of its columns the table does not have', () => {
  const text = (id: number) => `{"numRecords":1,"minValues":{"shape_id":${id}},"maxValues":{"other":"x"}}`
  for (let id = 0; id < 40; id++) readStats(text(id))
  const known = shapedStats(text(99))
  expect(known?.shape.columnOutside(new Set(['shape_id', 'other']))).toBeUndefined()
  expect(known?.shape.columnOutside(new Set(['shape_id']))).toBe('other')
  expect(known?.shape.columnOutside(new Set())).toBe('shape_id')
})

test('text that is no Unicode has no shape', () => {
  const text = (value: string) => `{"numRecords":1,"minValues":{"unicode":"${value}"}}`
  for (let id = 0; id < 40; id++) readStats(text(String(id)))
  expect(shapedStats(text('x'))).toBeDefined()
  expect(shapedStats(text('\ud800'))).toBeUndefined()
})
