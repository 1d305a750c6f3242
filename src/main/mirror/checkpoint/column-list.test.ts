import { expect, test } from 'vitest'
import { parseColumnList } from './column-list.ts'

test.each([
  ['a', [['a']]],
  ['a, b.c ,d', [['a'], ['b', 'c'], ['d']]],
  ['`odd, name`.x', [['odd, name', 'x']]],
  ['`a``b`', [['a`b']]],
  ['`a.b`.c', [['a.b', 'c']]],
  ['', []],
  [' , ', []],
])('%s', (text, columns) => {
  expect(parseColumnList(text)).toEqual(columns)
})
