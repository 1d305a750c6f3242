import { expect, test } from 'vitest'
import { splitLines } from '../../shared/delta/parse-commit.ts'
import { lineNumber } from './line-number.ts'

test('an action is found on the line of the file, blank lines and any line end counted', () => {
  expect([0, 1].map(index => lineNumber(splitLines('{}\n{}\n').framing, index))).toEqual([1, 2])
  expect([0, 1].map(index => lineNumber(splitLines('{}\n{}').framing, index))).toEqual([1, 2])
  expect([0, 1, 2].map(index => lineNumber(splitLines('\n {}\r\n\r\n{}\r{}').framing, index))).toEqual([2, 4, 5])
})
