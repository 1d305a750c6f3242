import { expect, test } from 'vitest'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { treeItems } from './tree-items.ts'

test('tables stand under the part of their name before the first dot', () => {
  expect(outline(['a', 'hr.people', 'sales.eu.orders', 'sales.items'], [])).toEqual([
    'a',
    '[hr]',
    '  people',
    '[sales]',
    '  eu.orders',
    '  items',
  ])
})

test('a closed group keeps its own line and hides its tables', () => {
  expect(outline(['hr.people', 'sales.items'], ['hr'])).toEqual(['[hr]', '[sales]', '  items'])
})

test('a name that begins or ends with a dot is no group', () => {
  expect(outline(['.hidden', 'end.'], [])).toEqual(['.hidden', 'end.'])
})

function outline(names: readonly string[], closed: readonly string[]): string[] {
  return treeItems(names.map(table), new Set(closed)).map(item =>
    item.kind === 'group' ? `[${item.name}]` : `${item.isNested ? '  ' : ''}${item.label}`,
  )
}

function table(name: string): TableSummary {
  return {
    tableId: '00000000-0000-4000-8000-000000000000',
    name,
    location: null,
    createdAt: 0,
    head: -1n,
    firstVersion: null,
    restriction: null,
    lastCommit: null,
    totalFiles: 0n,
    totalBytes: 0n,
    totalRows: 0n,
  }
}
