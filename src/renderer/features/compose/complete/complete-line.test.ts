import { describe, expect, test } from 'vitest'
import { completeLine } from './complete-line.ts'

const FACTS = {
  partitionColumns: ['dt'],
  partitions: [new Map([['dt', '2026-11-20']]), new Map([['dt', null]])],
  appIds: ['etl'],
  domains: ['my.app'],
  nowMs: 1_760_000_000_000,
}
const options = (before: string) => completeLine(before, FACTS)?.options ?? []

describe('the next key of an action', () => {
  test('is an action at the beginning of a line and a field inside of it', () => {
    expect(options('{"')).toContain('domainMetadata')
    expect(options('{"txn":{"')).toEqual(['appId', 'version', 'lastUpdated'])
    expect(options('{"add":{"deletionVector":{"card')).toContain('cardinality')
    expect(options('{"add":{"partitionValues":{"')).toEqual(['dt'])
    expect(options('{"metaData":{"configuration":{"delta.app')).toContain('delta.appendOnly')
  })

  test('is none that stands there already', () => {
    expect(options('{"txn":{"appId":"a,{:\\"","version":1,"')).toEqual(['lastUpdated'])
  })

  test('is none before its quote, behind a value, in an array, or in an action unknown to us', () => {
    expect(options('{"txn":{')).toEqual([])
    expect(options('{"txn":{"appId":"a"')).toEqual([])
    expect(options('{"txn":{"version":1 ')).toEqual([])
    expect(options('{"future":{"')).toEqual([])
    expect(options('')).toEqual([])
  })
})

describe('the next value of an action', () => {
  test('is what the table or the protocol knows at that place, as JSON', () => {
    expect(options('{"add":{"path":"a","dataChange":')).toEqual(['true', 'false'])
    expect(options('{"add":{"partitionValues":{"dt":"2026')).toEqual(['"2026-11-20"', 'null'])
    expect(options('{"metaData":{"configuration":{"delta.appendOnly":')).toEqual(['"true"', '"false"'])
    expect(options('{"protocol":{"minReaderVersion":3,"readerFeatures":["deletionVectors","')).toContain(
      '"columnMapping"',
    )
    expect(options('{"txn":{"appId":"')).toEqual(['"etl"'])
    expect(options('{"commitInfo":{"operation":"WR')).toContain('"WRITE"')
  })

  test('replaces what is half written from its quote on', () => {
    expect(completeLine('{"txn":{"appId":"et', FACTS)).toMatchObject({ kind: 'value', from: 16 })
    expect(completeLine('{"add":{"dataChange":tr', FACTS)).toMatchObject({ kind: 'value', from: 21 })
  })
})
