import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../../../../test/apply-edits.ts'
import { membersOf, removeInstead, setEverywhere, takeOut } from './bulk-edits.ts'
import { nextOrder, shownLines } from './grid-order.ts'
import { listLines } from './lines.ts'

const add = (path: string, size: bigint, dt: string) =>
  `{"add":{"path":"${path}","partitionValues":{"dt":"${dt}"},"size":${size},"modificationTime":1,"dataChange":true,"future":1.50}}`
const TEXT = `${add('b', 9007199254740993n, '1')}\n{"txn":{"appId":"etl","version":1}}\n\n${add('A', 9007199254740992n, '2')}`
const LINES = listLines(TEXT)

describe('actions that are changed together', () => {
  test('get a value where they have a place for it, every other byte as it was', () => {
    const edited = applyEdits(TEXT, setEverywhere(TEXT, LINES, ['partitionValues', 'dt'], '"3"'))
    expect(edited).toBe(TEXT.replace('"dt":"1"', '"dt":"3"').replace('"dt":"2"', '"dt":"3"'))
    const without = applyEdits(TEXT, setEverywhere(TEXT, LINES, ['future'], undefined))
    expect(without).toBe(TEXT.replaceAll(',"future":1.50', ''))
  })

  test('become removes of the same files, or go with their line ends', () => {
    const removed = applyEdits(TEXT, removeInstead(TEXT, LINES, 7)).split('\n')
    expect(removed.map(line => /"(\w+)"/.exec(line)?.[1])).toEqual(['remove', 'txn', undefined, 'remove'])
    expect(removed[0]).toContain('9007199254740993')
    expect(applyEdits(TEXT, takeOut(TEXT, LINES)).trim()).toBe('')
    expect(applyEdits(TEXT, takeOut(TEXT, LINES.slice(0, 1)))).toBe(TEXT.slice(TEXT.indexOf('\n') + 1))
  })

  test('offer the fields that they have, the most common first', () => {
    const [first] = membersOf(TEXT, LINES)
    expect(first).toEqual(['partitionValues', 'dt'])
    expect(membersOf(TEXT, LINES)).not.toContainEqual(['path'])
  })
})

describe('the order of the list', () => {
  test('is by exact sizes and by text, what lacks them last, then as it was', () => {
    const bySize = nextOrder(undefined, 'size')
    expect(shownLines(TEXT, LINES, '', bySize)).toEqual([2, 0, 1])
    expect(shownLines(TEXT, LINES, '', nextOrder(bySize, 'size'))).toEqual([0, 2, 1])
    expect(nextOrder(nextOrder(bySize, 'size'), 'size')).toBeUndefined()
    expect(shownLines(TEXT, LINES, 'ETL', undefined)).toEqual([1])
  })
})
