import { expect, test } from 'vitest'
import { jsonLines } from './json-lines.ts'

test('a string of ten million characters is one token, and not the end of the stack', () => {
  const text = `{"tags":"${'x'.repeat(10_000_000)}\\""}`
  const tree = jsonLines.parser.parse(text)
  expect(tree.length).toBe(text.length)
})
