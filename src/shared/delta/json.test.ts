import { describe, expect, test } from 'vitest'
import { JSON_DEPTH_MAX } from '../limits.ts'
import { type JsonValue, jsonInteger, jsonString, jsonText, locateJson, readJson } from './json.ts'

function read(text: string): JsonValue {
  const result = readJson(text)
  if (result.kind === 'invalid') throw new Error(result.issues[0]?.message)
  return result.value
}

function problem(text: string): { rule: string; path: readonly (string | number)[]; message: string } | undefined {
  const result = readJson(text)
  const [issue] = result.kind === 'invalid' ? result.issues : []
  return issue && { rule: issue.rule, path: issue.path, message: issue.message }
}

describe('readJson', () => {
  test.each([
    '9007199254740993',
    '-9223372036854775808',
    '1.0',
    '1e2',
    '-0.0',
    '1E+400000000',
    '"a\\u0041\\ud800"',
    '"\\u00e9 é 😀 \\/ \\b"',
    '{"z":1,"10":2,"2":3,"":4}',
    '[ 1 , { "a" : [ ] } ]',
    'true',
    'null',
  ])('[C6] %s keeps its exact text', text => {
    expect(jsonText(read(` \t\r\n${text}\n`))).toBe(text)
  })

  test('keys keep their order, integer-like ones too', () => {
    const value = read('{"z":1,"10":2,"2":3,"a":4}')
    expect(value.kind === 'object' && value.names).toEqual(['z', '10', '2', 'a'])
  })

  test('of a repeated key the last value counts, and the repetition is told', () => {
    for (const filler of ['', Array.from({ length: 20 }, (_, index) => `"f${index}":0,`).join('')]) {
      const value = read(`{${filler}"a":1,"b":2,"a":3}`)
      if (value.kind !== 'object') throw new Error('not an object')
      expect(value.duplicates).toEqual(['a'])
      const last = value.member('a')
      expect(last && jsonText(last)).toBe('3')
      expect(value.members.get('a')).toBe(last)
    }
  })

  test('a key that differs only by its escapes is the same key', () => {
    const value = read('{"a":1,"\\u0061":2}')
    expect(value.kind === 'object' && value.duplicates).toEqual(['a'])
  })

  test('__proto__ and constructor are ordinary names', () => {
    const value = read('{"__proto__":{"polluted":true},"constructor":1}')
    expect(value.kind === 'object' && [...value.members.keys()]).toEqual(['__proto__', 'constructor'])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test.each([
    ['"plain"', 'plain'],
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
    ['"\\u0000"', '\u0000'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\ud800"', '\ud800'],
    ['""', ''],
  ])('%s is decoded', (text, decoded) => {
    const value = read(text)
    expect(value.kind === 'string' && jsonString(value)).toBe(decoded)
  })

  test.each([
    ['', 'a JSON value, got the end at character 1'],
    ['{', 'a member name in double quotes, got the end at character 2'],
    ['{"a":1,}', 'a member name in double quotes, got "}" at character 8'],
    ['{"a" 1}', 'a colon, got "1" at character 6'],
    ['{"a":1 "b":2}', 'a comma or }, got "\\"" at character 8'],
    ['[1,]', 'a JSON value, got "]" at character 4'],
    ['[1 2]', 'a comma or ], got "2" at character 4'],
    ['01', 'the end of the text, got "1" at character 2'],
    ['1.', 'a digit, got the end at character 3'],
    ['-', 'a digit, got the end at character 2'],
    ['1e+', 'a digit, got the end at character 4'],
    ['+1', 'a JSON value, got "+" at character 1'],
    ['NaN', 'a JSON value, got "N" at character 1'],
    ['nul', 'null, got "n" at character 1'],
    ['{} {}', 'the end of the text, got "{" at character 4'],
    ['"a', 'a character that JSON allows in a string, or its closing quote, got the end at character 3'],
    ['"a\nb"', 'a character that JSON allows in a string, or its closing quote, got "\\n" at character 3'],
    ['"\\x"', 'an escape that JSON knows, got "\\\\" at character 2'],
    ['"\\u12g4"', 'an escape that JSON knows, got "\\\\" at character 2'],
    ["{'a':1}", 'a member name in double quotes, got "\'" at character 2'],
  ])('%j is refused with its place', (text, message) => {
    expect(problem(text)?.message).toBe(`Expected ${message}`)
  })

  test('the path leads to the value that is broken', () => {
    expect(problem('{"add":{"tags":{"a":[1,tru]}}}')).toMatchObject({ path: ['add', 'tags', 'a', 1] })
  })

  test('nesting has a limit, and far beyond it nothing breaks', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(problem(nested(JSON_DEPTH_MAX))).toBeUndefined()
    expect(problem(nested(JSON_DEPTH_MAX + 1))?.rule).toBe('json.depth')
    expect(problem('{"a":'.repeat(1_000_000))?.rule).toBe('json.depth')
  })

  test('half of a surrogate pair that is not escaped is refused', () => {
    expect(problem('"\ud800"')?.rule).toBe('json.unicode')
  })

  test('accepts exactly what JSON.parse accepts', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e+3',
      'true',
      'null',
      ' ',
      '"\\u0041"',
      '"',
      '\\',
      '0',
    ]
    let state = 42
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * below)
    }
    let accepted = 0
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join('')
      const isJson = parses(text)
      if (isJson) accepted++
      expect(readJson(text).kind, text).toBe(isJson ? 'ok' : 'invalid')
    }
    expect(accepted).toBeGreaterThan(500)
  })
})

describe('jsonInteger', () => {
  test.each([
    ['0', 0n],
    ['-0', 0n],
    ['-0.0', 0n],
    ['1.0', 1n],
    ['1e2', 100n],
    ['1.5e1', 15n],
    ['100e-2', 1n],
    ['0e999999999', 0n],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['12345678901234567.8e1', 123456789012345678n],
  ])('%s is %s', (text, expected) => {
    const value = read(text)
    expect(value.kind === 'number' && jsonInteger(value)).toBe(expected)
  })

  test.each(['1.5', '1e-400', '1e400000000', '1e-2', '100000000000000000000'])('%s is none of 19 digits', text => {
    const value = read(text)
    expect(value.kind === 'number' && jsonInteger(value)).toBeUndefined()
  })
})

describe('locateJson', () => {
  const text = '{"add": {"path": "x", "tags": {"a": "b"}}}'
  const found = (path: (string | number)[]) => {
    const place = locateJson(text, path)
    return place && text.slice(place.start, place.end)
  }

  test('finds the value that a path names', () => {
    expect(found(['add', 'tags', 'a'])).toBe('"b"')
  })

  test('finds the nearest enclosing value of an absent one', () => {
    expect(found(['add', 'tags', 'missing'])).toBe('{"a": "b"}')
  })

  test('finds nothing in what is not JSON', () => {
    expect(locateJson('{', ['add'])).toBeUndefined()
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
