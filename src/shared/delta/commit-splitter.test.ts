import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CommitSplitter } from './commit-splitter.ts'
import { splitLines } from './parse-commit.ts'

function splitInPieces(pieces: readonly string[]) {
  const splitter = new CommitSplitter()
  const lines = pieces.flatMap(piece => splitter.push(piece))
  const { lines: last, framing } = splitter.end()
  return { texts: [...lines, ...last], framing }
}

const textPiece = fc
  .array(fc.constantFrom('{"a":1}', '\n', '\n', '\r\n', '\r', ' ', '\t', 'x', '\n\n'), { maxLength: 8 })
  .map(parts => parts.join(''))

test('[C6] a text in pieces has the lines and the framing that it has as a whole, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(textPiece, { maxLength: 6 }), pieces => {
      expect(splitInPieces(pieces)).toEqual(splitLines(pieces.join('')))
    }),
    { numRuns: 500 },
  )
})

test('a line is given when its end is seen, and its beginning is waited with', () => {
  const splitter = new CommitSplitter()
  expect(splitter.push('{"a"')).toEqual([])
  expect(splitter.unfinished).toBe(4)
  expect(splitter.push(':1}\n{"b":2}\n{')).toEqual(['{"a":1}', '{"b":2}'])
  expect(splitter.unfinished).toBe(1)
  expect(splitter.end()).toEqual({ lines: ['{'], framing: 'no-final' })
  expect(splitter.lines).toBe(3)
})
