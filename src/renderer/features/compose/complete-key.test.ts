import { describe, expect, test } from 'vitest'
import { nextKeys } from './complete-key.ts'

describe('the next key of an action', () => {
  test('is an action at the beginning of a line and a field inside of it', () => {
    expect(nextKeys('{')).toContain('domainMetadata')
    expect(nextKeys('{"txn":{')).toEqual(['appId', 'version', 'lastUpdated'])
    expect(nextKeys('{"add":{"deletionVector":{')).toContain('cardinality')
  })

  test('is none that stands there already', () => {
    expect(nextKeys('{"txn":{"appId":"a,{:\\"","version":1,')).toEqual(['lastUpdated'])
  })

  test('is none where a value is due, in an array, in a map, or in an action unknown to us', () => {
    expect(nextKeys('{"txn":{"appId":')).toEqual([])
    expect(nextKeys('{"metaData":{"partitionColumns":[')).toEqual([])
    expect(nextKeys('{"add":{"partitionValues":{')).toEqual([])
    expect(nextKeys('{"future":{')).toEqual([])
    expect(nextKeys('')).toEqual([])
  })
})
