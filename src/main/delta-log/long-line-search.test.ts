import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LongLineSearch } from './long-line-search.ts'

const CHARACTERS_MAX = 5
const lines = fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 7 }), fc.constantFrom('\n', '\r\n')), {
  maxLength: 8,
})

describe('a search for long lines', () => {
  test('finds the lines with too many characters, however the text is cut', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 9 }), (given, pieceBytes) => {
        const texts = given.map(([text]) => text.replaceAll(/[\r\n]/g, '').toWellFormed())
        const bytes = Buffer.from(texts.map((text, index) => text + (given[index]?.[1] ?? '')).join(''))
        const search = new LongLineSearch(CHARACTERS_MAX)
        for (let at = 0; at < bytes.length; at += pieceBytes) search.push(bytes.subarray(at, at + pieceBytes))
        const long = texts.flatMap((text, index) => (text.length > CHARACTERS_MAX ? [{ text, line: index + 1 }] : []))
        const found = search.finish().map(({ line, characters, start, end }) => {
          const text = bytes.subarray(start, end).toString('utf8')
          expect(characters).toBe(text.length)
          return { text, line }
        })
        expect(found).toEqual(long)
      }),
    )
  })
})
