import { expect, test } from 'vitest'
import { DRAFT_NOTES_MAX } from '../../../../shared/limits.ts'
import { makeDraft } from '../draft.ts'
import { draftForTable } from './draft-for-table.ts'

const id = (digit: string) => `0d6f8f8e-6f55-4c1e-9d2b-${digit.repeat(12)}`
const DRAFT = {
  ...makeDraft({
    draftId: id('1'),
    commitId: id('2'),
    tableId: id('3'),
    tableName: 'dropped',
    head: 7n,
    text: '{"add":{"path":"a"}}\n',
    operation: 'MERGE',
    reads: { wholeTable: false, scans: ['id > 5'], files: [], appIds: [] },
    isolationLevel: 'Serializable',
    nowMs: 1,
  }),
  revision: 4,
}
const TABLE = { tableId: id('9'), name: 'orders', head: 12n }
const IDS = { commitId: id('a'), draftId: id('b') }

test('[C4] a draft that moves to another table stands on its head, under a commit id that nobody has sent', () => {
  expect(draftForTable({ ...DRAFT, wasSent: true }, TABLE, IDS, 5)).toEqual({
    ...DRAFT,
    tableId: TABLE.tableId,
    tableName: 'orders',
    readVersion: 12n,
    expectedVersion: 13n,
    commitId: IDS.commitId,
    notes: [`It was made for dropped (${id('3')}) on v7, and sent there under the commit id ${id('2')}.`],
    editedAtMs: 5,
  })
})

test('[C4] of a draft that was sent a copy moves, and the record of what was sent stays', () => {
  for (const phase of ['sent', 'committed'] as const) {
    const moved = draftForTable({ ...DRAFT, phase, wasSent: true }, TABLE, IDS, 5)
    expect(moved).toMatchObject({ draftId: IDS.draftId, revision: 0, phase: 'open', wasSent: false, text: DRAFT.text })
  }
})

test('a draft with as many notes as it may have loses the oldest for the one that tells where it came from', () => {
  const notes = Array.from({ length: DRAFT_NOTES_MAX }, (_, index) => `note ${index}`)
  const moved = draftForTable({ ...DRAFT, notes }, { ...TABLE, head: -1n }, IDS, 5)
  expect(moved.notes).toHaveLength(DRAFT_NOTES_MAX)
  expect(moved.notes.at(0)).toBe('note 1')
  expect(moved.notes.at(-1)).toContain('made for dropped')
  expect(moved).toMatchObject({ readVersion: -1n, expectedVersion: 0n })
})
