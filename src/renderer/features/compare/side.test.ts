import { expect, test } from 'vitest'
import { readSide, readSides, sideText } from './side.ts'

test('a side is a version, a distance from the head, or the head', () => {
  expect(readSide('v12', 20n)).toEqual({ version: 12n, isHead: false })
  expect(readSide('-5', 20n)).toEqual({ version: 15n, isHead: false })
  expect(readSide('−5', 20n)).toEqual({ version: 15n, isHead: false })
  expect(readSide('head', 20n)).toEqual({ version: 20n, isHead: true })
})

test('what is no version up to the head names nothing', () => {
  for (const text of ['21', '-21', 'x', '', '1.5']) expect(readSide(text, 20n).version).toBeUndefined()
  expect(readSide('head', -1n).version).toBeUndefined()
})

test('without an address the newest commit is compared with the one before', () => {
  expect(readSides({}, 20n)).toEqual({ a: { version: 19n, isHead: false }, b: { version: 20n, isHead: true } })
  expect(readSides({ b: '0' }, 20n).a.version).toBe(0n)
})

test('a side comes back from its address', () => {
  for (const text of ['head', '7']) expect(sideText(readSide(text, 20n))).toBe(text)
})
