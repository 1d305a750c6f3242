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

test('a side may be a draft or another table, whatever its name', () => {
  const draftId = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
  expect(readSide(`draft:${draftId}`, 20n).elsewhere).toEqual({ kind: 'draft', draftId })
  expect(readSide('table:sales.items@12', 20n).elsewhere).toEqual({ kind: 'table', name: 'sales.items', at: '12' })
  expect(readSide('table:a@b@head', 20n).elsewhere).toEqual({ kind: 'table', name: 'a@b', at: 'head' })
  for (const text of [`draft:${draftId}`, 'table:a@b@head']) expect(sideText(readSide(text, 20n))).toBe(text)
  expect(readSides({ b: `draft:${draftId}` }, 20n).a).toEqual({ version: 20n, isHead: true })
})
