import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonValue } from './find-json-value.ts'
import { indentJson } from './indent-json.ts'

function valueAt(text: string, path: readonly (string | number)[]): string | undefined {
  const range = findJsonValue(text, path)
  return range && text.slice(range.from, range.to)
}

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

describe('findJsonValue', () => {
  const text =
    '{"x":[{"a":{}},2], "add":{"path":"p","partitionValues":{"d,:{t":"1"},"list":[10,[20,{"k":30}]],"size":7}}'

  test('finds members and elements at any depth', () => {
    expect(valueAt(text, ['add', 'path'])).toBe('"p"')
    expect(valueAt(text, ['add', 'size'])).toBe('7')
    expect(valueAt(text, ['add', 'partitionValues', 'd,:{t'])).toBe('"1"')
    expect(valueAt(text, ['add', 'list', 1, 1, 'k'])).toBe('30')
    expect(valueAt(text, ['x', 1])).toBe('2')
    expect(valueAt(text, [])).toBe(text)
  })

  test('points at the object that lacks a field', () => {
    expect(valueAt(text, ['add', 'partitionValues', 'missing'])).toBe('{"d,:{t":"1"}')
    expect(valueAt('{}', ['add'])).toBe('{}')
    expect(valueAt('', ['add'])).toBeUndefined()
  })

  test('takes text that is cut off anywhere', () => {
    for (let length = 0; length <= text.length; length += 1) {
      expect(() => valueAt(text.slice(0, length), ['add', 'list', 1, 'k'])).not.toThrow()
    }
  })

  test('finds each member of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        for (const [key, value] of Object.entries(JSON.parse(JSON.stringify(object)))) {
          expect(valueAt(JSON.stringify(object), [key])).toBe(JSON.stringify(value))
        }
      }),
    )
  })
})
