import { describe, expect, test } from 'vitest'
import { readMembers } from '../../../../shared/delta/edit-action.ts'
import { shownText, writtenValue } from './field-value.ts'
import { lineAround, lineAt, listLines } from './lines.ts'

describe('a field of a form', () => {
  test('[C6] shows a string as its characters and a number as it is written', () => {
    const { members } = readMembers('{"add":{"path":"a\\u0062","size":1e2,"stats":"{\\"numRecords\\":1}"}}') ?? {}
    const texts = members?.map(({ value }) => shownText(value, 'text'))
    expect(texts).toEqual(['ab', '1e2', '{"numRecords":1}'])
  })

  test('writes exact numbers, and nothing that is no value of its type', () => {
    expect(writtenValue('9007199254740993', 'number')).toBe('9007199254740993')
    for (const typed of ['', '1.5', '01', 'x', '1 2']) expect(writtenValue(typed, 'number')).toBeUndefined()
    expect(writtenValue('{"a":\n1.0}', 'json')).toBe('{"a": 1.0}')
    expect(writtenValue('{"a":', 'json')).toBeUndefined()
    expect(writtenValue('say "hi"', 'text')).toBe('"say \\"hi\\""')
    expect(writtenValue('\ud800', 'text')).toBeUndefined()
  })
})

describe('lines of a draft', () => {
  test('are found by the cursor; blank lines are no actions', () => {
    const lines = listLines('{"a":1}\n\n{"b":2}\r\n')
    expect(lines).toEqual([
      { from: 0, to: 7 },
      { from: 9, to: 16 },
    ])
    expect([0, 7, 8, 9, 16, 99].map(offset => lineAt(lines, offset))).toEqual([0, 0, 0, 1, 1, 1])
    expect(lineAt([], 3)).toBe(-1)
    const around = [0, 7, 8, 12, 18, 99].map(offset => lineAround('{"a":1}\n\n{"b":2}\n\n', offset)?.from)
    expect(around).toEqual([0, 0, 0, 9, 9, 9])
    expect(lineAround('\n \n', 2)).toBeUndefined()
  })
})
