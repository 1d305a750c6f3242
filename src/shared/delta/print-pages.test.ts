import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitLines } from './parse-commit.ts'
import { printCommit } from './print-action.ts'
import { printPages } from './print-pages.ts'

const text = fc
  .array(fc.constantFrom('{"a":1}', '\n', '\r\n', ' ', '{}'), { maxLength: 12 })
  .map(parts => parts.join(''))

describe('a commit that is printed in pages', () => {
  test('has the text of one that is printed at once', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (given, size) => {
        const { texts, framing } = splitLines(given)
        let printed = ''
        for await (const piece of printPages(pagesOf(texts, size), framing)) printed += piece
        expect(printed).toBe(printCommit({ lines: texts.map(line => ({ text: line })), framing }))
      }),
    )
  })
})

async function* pagesOf(texts: readonly string[], size: number): AsyncGenerator<readonly string[], void> {
  for (let at = 0; at < texts.length; at += size) yield texts.slice(at, at + size)
}
