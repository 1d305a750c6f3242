import { describe, expect, test } from 'vitest'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import { draftSchema } from '../../../shared/contract/schemas.ts'
import { appended, makeDraft, toContractDraft, versionStanding } from './draft.ts'
import { type DraftStorage, dropDraft, keepDraft, readDraft } from './draft-store.ts'

const TABLE = '0d6f8f8e-6f55-4c1e-9d2b-111111111111'
const OTHER_TABLE = '0d6f8f8e-6f55-4c1e-9d2b-222222222222'

function draft(changes: Partial<KeptDraft> = {}): KeptDraft {
  const made = makeDraft({
    draftId: '0d6f8f8e-6f55-4c1e-9d2b-aaaaaaaaaaaa',
    commitId: '0d6f8f8e-6f55-4c1e-9d2b-bbbbbbbbbbbb',
    tableId: TABLE,
    tableName: 'orders',
    head: 9_007_199_254_740_993n,
    text: '{"txn":{"appId":"a","version":1}}\n',
    operation: '',
    nowMs: 1,
  })
  return { ...made, ...changes }
}

function storageOf(limitBytes = Number.POSITIVE_INFINITY): DraftStorage {
  const entries = new Map<string, string>()
  return {
    getItem: key => entries.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > limitBytes) throw new DOMException('full', 'QuotaExceededError')
      entries.set(key, value)
    },
    removeItem: key => {
      entries.delete(key)
    },
  }
}

describe('a draft', () => {
  test('wants the version after the head it was made on', () => {
    expect(draft()).toMatchObject({ readVersion: 9_007_199_254_740_993n, expectedVersion: 9_007_199_254_740_994n })
  })

  test('is sent as the contract asks, without the fields that were left empty', () => {
    const sent = toContractDraft(draft({ operation: '  ', committer: ' ana ' }))
    expect(draftSchema.safeParse(sent).success).toBe(true)
    expect(sent).not.toHaveProperty('operation')
    expect(sent.committer).toBe('ana')
  })

  test('that wants an older version than it was made on has read nothing of what came later', () => {
    expect(toContractDraft(draft({ expectedVersion: 3n })).readVersion).toBe(2n)
    expect(toContractDraft(draft({ expectedVersion: 0n })).readVersion).toBe(-1n)
  })

  test('sees that its version was taken, is next, or would leave a gap', () => {
    expect(versionStanding(42n, 41n)).toEqual({ kind: 'next' })
    expect(versionStanding(42n, 43n)).toEqual({ kind: 'taken', head: 43n })
    expect(versionStanding(44n, 41n)).toEqual({ kind: 'beyond', head: 41n })
    expect(versionStanding(0n, -1n)).toEqual({ kind: 'next' })
  })

  test('grows by whole lines, whatever its last line ends with', () => {
    const grown = (text: string) => text.slice(0, appended(text, ['b', 'c']).from) + appended(text, ['b', 'c']).insert
    expect(grown(' ')).toBe('b\nc\n')
    expect(grown('a')).toBe('a\nb\nc\n')
    expect(grown('a\n')).toBe('a\nb\nc\n')
  })
})

describe('drafts that the browser holds', () => {
  test('[C4] come back after a reload with their commit id, and 64-bit versions stay exact', () => {
    const storage = storageOf()
    keepDraft(storage, draft({ phase: 'sent' }))
    expect(readDraft(storage, TABLE, draft().draftId)).toEqual(draft({ phase: 'sent' }))
  })

  test('belong to one table', () => {
    const storage = storageOf()
    keepDraft(storage, draft())
    expect(readDraft(storage, OTHER_TABLE, draft().draftId)).toBeUndefined()
    dropDraft(storage, TABLE, draft().draftId)
    expect(readDraft(storage, TABLE, draft().draftId)).toBeUndefined()
  })

  test('that do not fit say so and live as long as the page; text that is no draft is passed over', () => {
    const full = storageOf(10)
    expect(keepDraft(full, draft())).toBe(false)
    expect(readDraft(full, TABLE, draft().draftId)).toEqual(draft())
    dropDraft(full, TABLE, draft().draftId)
    expect(readDraft(full, TABLE, draft().draftId)).toBeUndefined()
    const storage = storageOf()
    storage.setItem(`deltadesk.draft.${TABLE}.x`, '{"draftId":')
    expect(readDraft(storage, TABLE, 'x')).toBeUndefined()
  })
})
