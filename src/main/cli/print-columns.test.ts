import { expect, test } from 'vitest'
import { printColumns, visible } from './print-columns.ts'

test('columns line up, also under wide characters and combining marks', () => {
  const lines = printColumns(
    [{ title: 'NAME' }, { title: 'N', align: 'right' }, { title: 'LAST' }],
    [
      ['注文', '1', 'x'],
      ['cafe\u0301', '10000', ''],
    ],
  )
  expect(lines).toBe('NAME      N  LAST\n注文      1  x\ncafe\u0301  10000')
})

test('a name cannot command the terminal', () => {
  expect(visible('a\u001b[31m\nb\u202e')).toBe('a\\u001b[31m\\u000ab\\u202e')
})
