import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CompactLineIndex } from './compact-line-index.ts'

test('an index in a few bytes a file answers as a map does, negative lines included', () => {
  const word = fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '\u0000', 'é', '\ud83d') })
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.integer({ min: -1_000, max: 2 ** 31 - 1 })), { maxLength: 40 }), entries => {
      const [index, map] = [new CompactLineIndex(), new Map<string, number>()]
      for (const [text, line] of entries) {
        expect(index.get(text)).toBe(map.get(text))
        index.set(text, line)
        map.set(text, line)
      }
      for (const [text] of entries) expect(index.get(text)).toBe(map.get(text))
    }),
  )
})

test('a hundred thousand paths that differ by one character are all told apart', () => {
  const index = new CompactLineIndex()
  const path = (line: number) => `part-${String(line).padStart(5, '0')}-c000.snappy.parquet\u0000`
  for (let line = 0; line < 100_000; line++) {
    expect(index.get(path(line))).toBeUndefined()
    index.set(path(line), line)
  }
  for (let line = 0; line < 100_000; line += 997) expect(index.get(path(line))).toBe(line)
  expect(index.get(path(100_000))).toBeUndefined()
})
