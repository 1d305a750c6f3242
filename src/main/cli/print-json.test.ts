import { expect, test } from 'vitest'
import { JsonText, printJson } from './print-json.ts'

test('64-bit numbers and verbatim texts stay exact, undefined members are left out', () => {
  const text = printJson({
    big: 9223372036854775807n,
    text: new JsonText('{"a": 1.50}'),
    gone: undefined,
    list: [1, null, []],
    none: {},
    name: 'a"b',
  })
  expect(text).toBe(`{
  "big": 9223372036854775807,
  "text": {"a": 1.50},
  "list": [
    1,
    null,
    []
  ],
  "none": {},
  "name": "a\\"b"
}`)
})
