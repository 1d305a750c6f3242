import { describe, expect, test } from 'vitest'
import { editMember, readMembers } from './edit-action.ts'

const LINE = '{"add": {"path":"a" , "x.y" : 1.0e2,"partitionValues":{"dt":null},"size": 5 }}'

function edited(path: readonly string[], value: string | undefined, line = LINE): string | undefined {
  const edit = editMember(line, path, value)
  return edit && `${line.slice(0, edit.from)}${edit.insert}${line.slice(edit.to)}`
}

describe('an edit of an action', () => {
  test('[C6] replaces one value and leaves every other byte, unknown members included', () => {
    expect(edited(['size'], '6')).toBe(LINE.replace('5', '6'))
    expect(edited(['partitionValues', 'dt'], '"x"')).toBe(LINE.replace('null', '"x"'))
    expect(edited(['x.y'], '7')).toBe(LINE.replace('1.0e2', '7'))
  })

  test('adds a member behind the last, also in an empty object', () => {
    expect(edited(['dataChange'], 'true')).toBe(LINE.replace('5 ', '5,"dataChange":true '))
    expect(edited(['appId'], '"a"', '{"txn":{}}')).toBe('{"txn":{"appId":"a"}}')
  })

  test('takes a member away with its comma, wherever it stands', () => {
    for (const name of ['path', 'x.y', 'partitionValues', 'size']) {
      const text = edited([name], undefined)
      expect(Object.keys(JSON.parse(text ?? '').add)).toEqual(
        ['path', 'x.y', 'partitionValues', 'size'].filter(other => other !== name),
      )
    }
    expect(edited(['a'], undefined, '{"txn":{"a":1}}')).toBe('{"txn":{}}')
  })

  test('is none where the line is no action or the member is not there', () => {
    expect(edited(['size'], '1', '{"add":')).toBeUndefined()
    expect(edited(['size'], '1', '{"add":{},"remove":{}}')).toBeUndefined()
    expect(edited(['nothing'], undefined)).toBeUndefined()
    expect(edited(['size', 'deep'], '1')).toBeUndefined()
    expect(readMembers('[]')).toBeUndefined()
  })

  test('members come in source order with their exact text', () => {
    expect(readMembers(LINE)?.members.map(({ name, text }) => [name, text])).toEqual([
      ['path', '"a"'],
      ['x.y', '1.0e2'],
      ['partitionValues', '{"dt":null}'],
      ['size', '5'],
    ])
  })
})
