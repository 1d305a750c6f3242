import { describe, expect, test } from 'vitest'
import { logicalRows, nullCountAt, parseStats, statisticAt, statisticLeaves } from './stats.ts'
import { suspiciousStats } from './stats-suspicion.ts'

const VECTOR = { storageType: 'u', pathOrInlineDv: 'x', sizeInBytes: 1, cardinality: 3n }

describe('statistics of a file', () => {
  test.each([undefined, '', 'null', '[]', '"{}"', '{', '{"numRecords":1', 'NaN'])('%j says nothing', text => {
    expect(parseStats(text)).toBeUndefined()
  })

  test('[C6] 64-bit numbers and decimals stay exact', () => {
    const stats = parseStats(
      '{"numRecords":9007199254740993,"minValues":{"id":-9223372036854775808,"d":0.10},"nullCount":{"id":9007199254740993}}',
    )
    expect(stats?.numRecords).toBe(9007199254740993n)
    expect(stats && statisticAt(stats.minValues, ['id'])).toEqual({ kind: 'number', text: '-9223372036854775808' })
    expect(stats && statisticAt(stats.minValues, ['d'])).toEqual({ kind: 'number', text: '0.10' })
    expect(stats && nullCountAt(stats, ['id'])).toBe(9007199254740993n)
  })

  test('missing pieces are empty and bounds are tight by default', () => {
    expect(parseStats('{}')).toEqual({
      numRecords: undefined,
      tightBounds: true,
      minValues: new Map(),
      maxValues: new Map(),
      nullCount: new Map(),
    })
    expect(parseStats('{"tightBounds":false}')?.tightBounds).toBe(false)
  })

  test('an unreadable part does not take the others with it', () => {
    const stats = parseStats(
      '{"numRecords":"7","tightBounds":1,"minValues":[1],"maxValues":{"a":[1],"b":null},"nullCount":{"a":1.5}}',
    )
    expect(stats?.numRecords).toBeUndefined()
    expect(stats?.minValues.size).toBe(0)
    expect(stats?.maxValues.get('a')).toEqual({ kind: 'unreadable', text: '[1]' })
    expect(stats?.maxValues.get('b')).toEqual({ kind: 'null' })
    expect(stats && nullCountAt(stats, ['a'])).toBeUndefined()
  })

  test('nested columns are found by their path, and nothing below a leaf', () => {
    const stats = parseStats('{"minValues":{"a":{"b":{"c":"x"}},"d":true}}')
    expect(stats && statisticAt(stats.minValues, ['a', 'b', 'c'])).toEqual({ kind: 'string', value: 'x' })
    expect(stats && statisticAt(stats.minValues, ['d', 'e'])).toBeUndefined()
    expect(stats && [...statisticLeaves(stats.minValues)].map(({ path }) => path.join('.'))).toEqual(['a.b.c', 'd'])
  })

  test('columns with the names of object members are columns like any other', () => {
    const stats = parseStats('{"minValues":{"__proto__":{"constructor":1},"toString":2}}')
    expect(stats && statisticAt(stats.minValues, ['__proto__', 'constructor'])).toEqual({ kind: 'number', text: '1' })
    expect(stats && statisticAt(stats.minValues, ['hasOwnProperty'])).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, 'constructor')).toBe(true)
  })
})

describe('logical rows', () => {
  test('are the physical ones without those that the deletion vector hides', () => {
    expect(logicalRows({ stats: '{"numRecords":10}' })).toBe(10n)
    expect(logicalRows({ stats: '{"numRecords":10}', deletionVector: VECTOR })).toBe(7n)
  })

  test('are unknown where the file does not say, or says something impossible', () => {
    expect(logicalRows({})).toBeUndefined()
    expect(logicalRows({ stats: '{}', deletionVector: VECTOR })).toBeUndefined()
    expect(logicalRows({ stats: '{"numRecords":-1}' })).toBeUndefined()
    expect(logicalRows({ stats: '{"numRecords":2}', deletionVector: VECTOR })).toBeUndefined()
    expect(logicalRows({ stats: '{"numRecords":9223372036854775808}' })).toBeUndefined()
  })
})

describe('suspicious statistics', () => {
  const suspicions = (text: string) => {
    const stats = parseStats(text)
    return stats ? suspiciousStats(stats).map(({ kind, path }) => `${kind} ${path.join('.')}`) : 'none'
  }
  const bounds = (min: string, max: string) => suspicions(`{"minValues":{"a":${min}},"maxValues":{"a":${max}}}`)

  test.each([
    ['2', '1'],
    ['1e2', '99.999'],
    ['-1', '-1.0000001'],
    ['"b"', '"a"'],
    ['"\ud83d\ude00"', '"\uffff"'],
    ['"2026-01-02"', '"2026-01-01"'],
    ['"2026-01-01T00:00:00.001Z"', '"2026-01-01T00:00:00.000Z"'],
    ['true', 'false'],
  ])('a minimum of %s is above a maximum of %s', (min, max) => {
    expect(bounds(min, max)).toEqual(['bounds-crossed a'])
  })

  test.each([
    ['1', '1'],
    ['-0.0', '0'],
    ['1.0', '1.00'],
    ['"a"', '"a\u007f"'],
    ['"\uffff"', '"\ud83d\ude00"'],
    ['"NaN"', '"1"'],
    ['1', '"0"'],
    ['null', '0'],
    ['"2026-01-01T20:00:00.000-07:00"', '"2026-01-02T01:00:00.000Z"'],
    ['1e130000', '1'],
  ])('a minimum of %s may stand beside a maximum of %s', (min, max) => {
    expect(bounds(min, max)).toEqual([])
  })

  test('more nulls than rows cannot be', () => {
    expect(suspicions('{"numRecords":1,"nullCount":{"s":{"x":2},"y":1}}')).toEqual(['null-count-excessive s.x'])
    expect(suspicions('{"nullCount":{"x":2}}')).toEqual([])
  })
})
