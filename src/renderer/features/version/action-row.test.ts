import { describe, expect, test } from 'vitest'
import { actionFields } from './action-fields.ts'
import { actionRow, boundedColumns, boundsOf } from './action-row.ts'

const STATS = JSON.stringify(
  '{"numRecords":10,"minValues":{"id":9007199254740993,"at":{"day":"2020-01-01"}},"maxValues":{"id":1.50},"nullCount":{"id":0}}',
)
const ADD = `{"add":{"path":"dt=1/a.parquet","partitionValues":{"dt":"1","x":null},"size":9007199254740993,"modificationTime":1,"dataChange":false,"stats":${STATS},"deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":1,"cardinality":4},"future":{"a":1.50}}}`

describe('a row of an action', () => {
  const row = actionRow({ ordinal: 3, line: ADD })

  test('shows what the action says, with every digit of 64-bit numbers', () => {
    expect(row).toMatchObject({
      kind: 'add',
      subject: 'dt=1/a.parquet',
      partition: 'dt=1, x=null',
      size: 9_007_199_254_740_993n,
      dataChange: false,
      deletedRows: 4n,
      line: ADD,
    })
  })

  test('counts the rows that a reader sees, without those that a deletion vector hides', () => {
    expect(row.rows).toBe(6n)
  })

  test('keeps the digits of bounds, also of nested columns and where one side is missing', () => {
    expect(boundedColumns([row])).toEqual(['id', 'at.day'])
    expect(boundsOf(row, 'id')).toEqual({ min: '9007199254740993', max: '1.50' })
    expect(boundsOf(row, 'at.day')).toEqual({ min: '2020-01-01', max: '–' })
    expect(boundsOf(row, 'nothing')).toBeUndefined()
  })

  test('of a line that cannot be read says so and keeps the line', () => {
    const broken = actionRow({ ordinal: 0, line: '{"add":' })
    expect(broken).toMatchObject({ action: undefined, line: '{"add":', subject: '{"add":' })
    expect(broken.issues).not.toEqual([])
  })
})

describe('the fields of an action', () => {
  test('come in source order with their exact text, unknown ones marked', () => {
    const fields = actionFields(ADD, actionRow({ ordinal: 0, line: ADD }).action)
    expect(fields.map(({ name }) => name)).toEqual([
      'path',
      'partitionValues',
      'size',
      'modificationTime',
      'dataChange',
      'stats',
      'deletionVector',
      'future',
    ])
    expect(fields.filter(({ isUnknown }) => isUnknown).map(({ name, text }) => [name, text])).toEqual([
      ['future', '{"a":1.50}'],
    ])
  })

  test('of an unknown action are all unknown', () => {
    const line = '{"future":{"a":1,"b":[2]}}'
    const fields = actionFields(line, actionRow({ ordinal: 0, line }).action)
    expect(fields.map(({ name, isUnknown }) => [name, isUnknown])).toEqual([
      ['a', true],
      ['b', true],
    ])
  })
})
