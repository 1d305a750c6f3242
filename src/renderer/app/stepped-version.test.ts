import { expect, test } from 'vitest'
import { steppedVersion } from './stepped-version.ts'

test('a step leads to the neighbour of the version in the address, and not past the first or the head', () => {
  expect(steppedVersion('3', -1n, 4n)).toBe('2')
  expect(steppedVersion('3', 1n, 4n)).toBe('4')
  expect(steppedVersion('4', 1n, 4n)).toBe('4')
  expect(steppedVersion('0', -1n, 4n)).toBe('0')
  expect(steppedVersion('9007199254740993', 1n, 9_007_199_254_740_999n)).toBe('9007199254740994')
})
