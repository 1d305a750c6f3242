import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indentJson } from './indent-json.ts'

describe('indentJson', () => {
  test('changes nothing but whitespace: numbers and escapes stay as they were written', () => {
    const text = '{"a":1.50e2,"b":9007199254740993,"c":"\\u0041 {,}:\\"","d":[],"e":{},"f":[1,[true,null]]}'
    const indented = indentJson(text)
    expect(indented).toContain('"a": 1.50e2,\n  "b": 9007199254740993,\n  "c": "\\u0041 {,}:\\"",\n  "d": [],')
    expect(indented.split('\n').at(-2)).toBe('  ]')
  })

  test('gives the text of JSON.stringify with two spaces for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  test('keeps text that is no JSON', () => {
    expect(indentJson('{"a": nope')).toBe('{\n  "a": nope')
    expect(indentJson('}"open')).toBe('}\n"open')
  })
})
