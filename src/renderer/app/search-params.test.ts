import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSearch, parseVersion, pickSearch, stringifySearch } from './search-params.ts'

test('search parameters come back as they were put into the address', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'grapheme' })), search => {
      expect(parseSearch(stringifySearch(search))).toEqual({ ...search })
    }),
  )
})

test('a version beyond 2^53 is read exactly', () => {
  expect(parseVersion('9007199254740993')).toBe(9_007_199_254_740_993n)
})

test('what is no version is none', () => {
  expect(['', '-1', '1.5', '1e3', ' 1', '123456789012345678901'].map(parseVersion)).toEqual(Array(6).fill(undefined))
})

test('only the named parameters are kept', () => {
  expect(pickSearch('at')({ at: '12', evil: 'x' })).toEqual({ at: '12' })
  expect(pickSearch('at')({ at: '' })).toEqual({})
})
