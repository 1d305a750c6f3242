import type { DraftSummary } from '../../shared/contract/draft-contract.ts'
import type { KeptDraft } from '../../shared/contract/kept-draft.ts'

/** A draft in a list, by what is kept of it. */
export type KeptSummary = Omit<DraftSummary, 'table'>

export function summaryOf(draft: KeptDraft): KeptSummary {
  const { draftId, title, tableId, tableName, phase, operation, readVersion, expectedVersion, editedAtMs, text } = draft
  const actions = text.split('\n').filter(line => line.trim() !== '').length
  const named = { draftId, title, tableId, tableName, phase, operation }
  return { ...named, readVersion, expectedVersion, actions, characters: text.length, editedAtMs }
}
