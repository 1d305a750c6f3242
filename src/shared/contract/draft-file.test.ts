import { describe, expect, test } from 'vitest'
import { printDraftFile, readDraftFile } from './draft-file.ts'
import { type KeptDraft, parseKeptDraft, printKeptDraft, READS_NOTHING } from './kept-draft.ts'

const DRAFT: KeptDraft = {
  draftId: '0d6f8f8e-6f55-4c1e-9d2b-aaaaaaaaaaaa',
  revision: 3,
  title: 'backfill',
  commitId: '0d6f8f8e-6f55-4c1e-9d2b-bbbbbbbbbbbb',
  tableId: '0d6f8f8e-6f55-4c1e-9d2b-111111111111',
  tableName: 'orders',
  readVersion: 9_007_199_254_740_993n,
  expectedVersion: 9_007_199_254_740_994n,
  text: '{"add": {"path":"a", "size" : 1e2}}\r\n',
  notes: ['mind the gap'],
  operation: 'WRITE',
  committer: 'ana',
  phase: 'sent',
  wasSent: true,
  reads: { ...READS_NOTHING, scans: ['id > 5'] },
  isolationLevel: 'Serializable',
  madeAtMs: 1,
  editedAtMs: 2,
}

describe('a draft file', () => {
  test('[C6] carries every byte of the actions and exact versions, and nothing of what became of the draft here', () => {
    const text = printDraftFile(DRAFT)
    expect(text).not.toContain('phase')
    expect(readDraftFile(text)).toMatchObject({
      kind: 'draft',
      draft: { actions: DRAFT.text, readVersion: '9007199254740993', wasSent: true, table: { name: 'orders' } },
    })
  })

  test('that is cut off, of another shape or newer says so', () => {
    const text = printDraftFile(DRAFT)
    expect(readDraftFile(text.slice(0, -20))).toMatchObject({ kind: 'broken', issues: [{ rule: 'draft-file.json' }] })
    expect(readDraftFile(text.replace('"version": 1', '"version": 3'))).toEqual({ kind: 'newer', version: 3 })
    const odd = readDraftFile(text.replace('"operation": "WRITE"', '"operation": 7'))
    expect(odd).toMatchObject({ kind: 'broken', issues: [{ path: ['operation'] }] })
    const hostile = readDraftFile(text.replace('"reads": {', '"reads": {"__proto__": {"wholeTable": true},'))
    expect(hostile.kind === 'broken' || (hostile.kind === 'draft' && !hostile.draft.reads.wholeTable)).toBe(true)
  })

  test('is of a newer format only where it suppresses warnings, which come back with their reasons', () => {
    expect(JSON.parse(printDraftFile(DRAFT)).version).toBe(1)
    const suppressed = [{ rule: 'stats.missing', reason: 'written by a tool without them' }]
    const text = printDraftFile({ ...DRAFT, suppressed })
    expect(JSON.parse(text).version).toBe(2)
    expect(readDraftFile(text)).toMatchObject({ kind: 'draft', draft: { suppressed } })
    expect(parseKeptDraft(printKeptDraft({ ...DRAFT, suppressed }))).toEqual({ ...DRAFT, suppressed })
  })

  test('may be a commit file or an array of actions instead, whose numbers stay as they are written', () => {
    const commit = '{"commitInfo":{"operation":"WRITE"}}\n{"add":{"path":"a"}}\n'
    expect(readDraftFile(commit)).toEqual({ kind: 'actions', text: commit })
    expect(readDraftFile('[ {"txn":\n{"version":1.0}}, {} ]')).toEqual({
      kind: 'actions',
      text: '{"txn": {"version":1.0}}\n{}\n',
    })
    expect(readDraftFile('[{"txn":')).toMatchObject({ kind: 'broken' })
  })
})

test('a kept draft comes back as it was, and text that is none is refused', () => {
  expect(parseKeptDraft(printKeptDraft(DRAFT))).toEqual(DRAFT)
  expect(parseKeptDraft('{"draftId":')).toBeUndefined()
  const hostile = printKeptDraft(DRAFT).replace('"revision"', '"__proto__":{},"revision"')
  expect(parseKeptDraft(hostile)).toBeUndefined()
})
