import { expect, test } from 'vitest'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { TogetherOutcome } from '../../../../shared/contract/outcome.ts'
import { makeDraft } from '../draft.ts'
import { commitTogether, type TogetherCalls } from './commit-together.ts'

function draftFor(digit: string): KeptDraft {
  const id = `0d6f8f8e-6f55-4c1e-9d2b-${digit.repeat(12)}`
  return makeDraft({
    draftId: id,
    commitId: id,
    tableId: id,
    tableName: digit,
    head: 1n,
    text: 'x',
    operation: '',
    nowMs: 1,
  })
}

function callsWith(outcomes: readonly TogetherOutcome[] | Error, taken?: string) {
  const phases: string[] = []
  const calls: TogetherCalls = {
    async keep(draft) {
      if (draft.tableName === taken) return { kind: 'gone' }
      phases.push(`${draft.tableName} ${draft.phase}`)
      return { kind: 'kept', revision: draft.revision + 1 }
    },
    async append() {
      if (outcomes instanceof Error) throw outcomes
      return outcomes
    },
  }
  return { calls, phases }
}

const DRAFTS = [draftFor('1'), draftFor('2')]

test('[C4] every draft is kept as sent before anything leaves, and as its outcome says afterwards', async () => {
  const heldBack: TogetherOutcome = { kind: 'held-back', because: DRAFTS[0]?.tableId ?? '' }
  const { calls, phases } = callsWith([{ kind: 'cancelled', step: 'lock' }, heldBack])
  expect(await commitTogether(DRAFTS, calls)).toMatchObject({ kind: 'outcomes' })
  expect(phases).toEqual(['1 sent', '2 sent', '1 open', '2 open'])
})

test('[C4] drafts whose answer was lost stay sent', async () => {
  const { calls, phases } = callsWith(new Error('disconnected'))
  await expect(commitTogether(DRAFTS, calls)).rejects.toThrow('disconnected')
  expect(phases).toEqual(['1 sent', '2 sent'])
})

test('nothing is sent where one of them is in somebody else’s hand', async () => {
  const { calls, phases } = callsWith(new Error('must not be asked'), '2')
  expect(await commitTogether(DRAFTS, calls)).toMatchObject({ kind: 'not-ours', draft: { tableName: '2' } })
  expect(phases).toEqual(['1 sent', '1 open'])
})
