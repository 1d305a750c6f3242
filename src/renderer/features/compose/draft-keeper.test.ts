import { expect, test } from 'vitest'
import type { KeepAnswer } from '../../../shared/contract/draft-contract.ts'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import { makeDraft } from './draft.ts'
import { createDraftKeeper } from './draft-keeper.ts'
import { type DraftStorage, readDraft } from './draft-store.ts'

const DRAFT = makeDraft({
  draftId: '0d6f8f8e-6f55-4c1e-9d2b-aaaaaaaaaaaa',
  commitId: '0d6f8f8e-6f55-4c1e-9d2b-bbbbbbbbbbbb',
  tableId: '0d6f8f8e-6f55-4c1e-9d2b-111111111111',
  tableName: 'orders',
  head: 4n,
  text: 'one\n',
  operation: '',
  nowMs: 1,
})

function storage(): DraftStorage {
  const entries = new Map<string, string>()
  return {
    getItem: key => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: key => void entries.delete(key),
  }
}

/** The program as it behaves: refuses revisions that are not the newest. */
function program(loseAnswers = 0) {
  let stored: KeptDraft | undefined
  let lost = loseAnswers
  const keep = async (draft: KeptDraft): Promise<KeepAnswer> => {
    if (stored && stored.revision !== draft.revision) return { kind: 'changed', draft: stored }
    if (!stored && draft.revision > 0) return { kind: 'gone' }
    stored = { ...draft, revision: draft.revision + 1 }
    if (lost-- > 0) throw new Error('disconnected')
    return { kind: 'kept', revision: stored.revision }
  }
  function replace(draft: KeptDraft | undefined): void {
    stored = draft
  }
  return { keep, stored: () => stored, replace }
}

test('a draft stands in the browser until the program has it, and not any longer', async () => {
  const [browser, main] = [storage(), program()]
  const keeper = createDraftKeeper(DRAFT, main.keep, browser)
  keeper.note(DRAFT)
  expect(readDraft(browser, DRAFT.tableId, DRAFT.draftId)).toEqual(DRAFT)
  expect(await keeper.keepNow({ ...DRAFT, text: 'two\n' })).toEqual({ kind: 'kept' })
  expect(main.stored()).toMatchObject({ text: 'two\n', revision: 1 })
  expect(readDraft(browser, DRAFT.tableId, DRAFT.draftId)).toBeUndefined()
})

test('an answer that was lost is no conflict with oneself', async () => {
  const [browser, main] = [storage(), program(1)]
  const keeper = createDraftKeeper(DRAFT, main.keep, browser)
  expect(await keeper.keepNow(DRAFT)).toEqual({ kind: 'local' })
  expect(await keeper.keepNow(DRAFT)).toEqual({ kind: 'kept' })
  expect(await keeper.keepNow({ ...DRAFT, text: 'two\n' })).toEqual({ kind: 'kept' })
})

test('what another page has kept is not overwritten before a person says so', async () => {
  const main = program()
  const keeper = createDraftKeeper(DRAFT, main.keep, storage())
  await keeper.keepNow(DRAFT)
  main.replace({ ...DRAFT, text: 'theirs\n', revision: 7 })
  expect(await keeper.keepNow({ ...DRAFT, text: 'ours\n' })).toMatchObject({ kind: 'changed' })
  expect(main.stored()?.text).toBe('theirs\n')
  expect(await keeper.overrule({ ...DRAFT, text: 'ours\n' })).toEqual({ kind: 'kept' })
  expect(main.stored()).toMatchObject({ text: 'ours\n', revision: 8 })
  main.replace(undefined)
  expect(await keeper.keepNow(DRAFT)).toEqual({ kind: 'gone' })
})
