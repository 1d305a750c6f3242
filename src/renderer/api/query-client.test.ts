import { expect, test } from 'vitest'
import { hashQueryKey } from './query-client.ts'

test('a version is part of the key, and not the same as its text', () => {
  expect(hashQueryKey(['version', 12n])).not.toBe(hashQueryKey(['version', 13n]))
  expect(hashQueryKey(['version', 12n])).not.toBe(hashQueryKey(['version', '12']))
})

test('the order of the fields of a key does not matter', () => {
  expect(hashQueryKey([{ a: 1n, b: 'x' }])).toBe(hashQueryKey([{ b: 'x', a: 1n }]))
})
