import { expect, test } from 'vitest'
import { parseAction } from '../../src/shared/delta/parse-action.ts'
import { applyCommit, emptySnapshot } from '../../src/shared/delta/snapshot.ts'
import { compareSeen } from './compare-seen.ts'
import { shownTables } from './shown-tables.ts'

const [table] = shownTables()
const actions = (table?.commits[0] ?? []).map(line => {
  const parsed = parseAction(JSON.stringify(line), 0)
  if (parsed.kind === 'invalid') throw new Error('a shown table holds what is no action')
  return parsed.value.action
})
const snapshot = applyCommit(emptySnapshot(), 0n, actions)
const seen = {
  version: 0,
  files: ['file:///x/a.parquet', 'b.parquet', 'c.parquet'],
  columns: ['id'],
  configuration: {},
  txn: null,
  rows: 3,
}

test('the same view has no difference', () => {
  expect(compareSeen(snapshot, seen)).toEqual([])
})

test.each([
  ['version', { version: 1 }],
  ['files', { files: ['a.parquet', 'b.parquet'] }],
  ['columns', { columns: ['id', 'x'] }],
  ['properties', { configuration: { 'delta.appendOnly': 'true' } }],
  ['transaction', { txn: 3 }],
  ['rows', { rows: 2 }],
])('another %s is a difference', (what, change) => {
  expect(compareSeen(snapshot, { ...seen, ...change })).toEqual([expect.stringContaining(`${what}: expected`)])
})
