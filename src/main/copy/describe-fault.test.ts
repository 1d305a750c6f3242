import { expect, test } from 'vitest'
import { int4, nullable, text } from './column-types.ts'
import { CopyTarget } from './copy-target.ts'
import { defineTable } from './define-table.ts'
import { describeFault } from './describe-fault.ts'
import { rowMapper } from './row-mapper.ts'

const notes = defineTable('notes', { id: int4, note: nullable(text) })

function refusalOf(row: object): unknown {
  const target = new CopyTarget()
  try {
    rowMapper(notes, 'binary').writeRow(target, row, 7)
  } catch (error) {
    return error
  } finally {
    target.release()
  }
  throw new Error('the row was not refused')
}

test('a value that is refused before it is sent is shown with its own bytes', () => {
  const row = { id: 3, note: 'a\0é' }
  const fault = describeFault(refusalOf(row), { table: notes, format: 'binary', row })
  expect(fault).toMatchObject({ table: 'notes', row: 7, column: 'note', sqlState: null })
  expect(fault.value).toEqual({ text: 'a\0é', hex: '6100c3a9', bytes: 4, sent: false })
  expect(fault.fields).toEqual([
    { column: 'id', text: '3' },
    { column: 'note', text: 'a\0é' },
  ])
})

test('a fault whose row nobody has any more still names row and column', () => {
  const error = refusalOf({ id: 'x', note: null })
  const fault = describeFault(error, { table: notes, format: 'binary', row: undefined })
  expect(fault).toMatchObject({ row: 7, column: 'id', value: null, fields: [] })
})

test('a long value is cut, and its length is told', () => {
  const row = { id: 3, note: `${'n'.repeat(1_000)}\0` }
  const fault = describeFault(refusalOf(row), { table: notes, format: 'binary', row })
  expect(fault.value?.bytes).toBe(1_001)
  expect(fault.value?.hex).toHaveLength(128)
  expect(fault.value?.text.length).toBeLessThan(250)
})
