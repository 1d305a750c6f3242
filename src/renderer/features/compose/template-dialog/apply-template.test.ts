import { describe, expect, test } from 'vitest'
import { makeDraft } from '../draft.ts'
import { applyTemplate, type MadeTemplate } from './apply-template.ts'

const draft = makeDraft({
  draftId: '00000000-0000-4000-8000-000000000001',
  commitId: '00000000-0000-4000-8000-000000000002',
  tableId: '00000000-0000-4000-8000-000000000003',
  tableName: 'orders',
  head: 7n,
  text: '',
  operation: 'WRITE',
  nowMs: 1,
})
const made: MadeTemplate = {
  kind: 'made',
  base: 9n,
  actions: '{"txn":{"appId":"a","version":1}}\n',
  operation: 'DELETE',
  parameters: { predicate: '["p = 1"]' },
  notes: ['note'],
  scans: ['p = 1'],
}

describe('a template', () => {
  test('in an empty draft brings commitInfo, operation, base, reads and notes', () => {
    const { lines, changes } = applyTemplate(draft, made, 5)
    expect(lines.map(line => JSON.parse(line))).toEqual([
      {
        commitInfo: {
          timestamp: 5,
          operation: 'DELETE',
          operationParameters: { predicate: '["p = 1"]' },
          isBlindAppend: false,
        },
      },
      { txn: { appId: 'a', version: 1 } },
    ])
    expect(changes).toEqual({
      operation: 'DELETE',
      readVersion: 9n,
      expectedVersion: 10n,
      notes: ['note'],
      reads: { wholeTable: false, scans: ['p = 1'], files: [], appIds: [] },
    })
  })

  test('below other actions leaves base and operation alone, and tells of a base that is not the draft’s', () => {
    const { lines, changes } = applyTemplate({ ...draft, text: '{"a":1}\n' }, made, 5)
    expect(lines).toHaveLength(1)
    expect(changes).not.toHaveProperty('readVersion')
    expect(changes.notes).toEqual(['note', 'A template was made on v9, not on the draft’s base.'])
  })
})
