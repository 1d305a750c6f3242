import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import { DRAFT_NOTES_MAX } from '../../../../shared/limits.ts'

export interface NewIds {
  readonly commitId: string
  /** Of the copy, where the draft itself stays. */
  readonly draftId: string
}

/**
 * The draft for another table: made on its head, under a commit id that no attempt has used (C4). A draft that was sent and
 * is not open again belongs to where it was sent; a copy of it goes. Text, reads and isolation stay; a note tells where it came from.
 */
export function draftForTable(
  draft: KeptDraft,
  { tableId, name, head }: Pick<TableSummary, 'tableId' | 'name' | 'head'>,
  ids: NewIds,
  nowMs: number,
): KeptDraft {
  const copied = draft.phase === 'open' ? {} : { draftId: ids.draftId, revision: 0, madeAtMs: nowMs }
  return {
    ...draft,
    ...copied,
    commitId: ids.commitId,
    tableId,
    tableName: name,
    readVersion: head,
    expectedVersion: head + 1n,
    phase: 'open',
    wasSent: false,
    notes: [...draft.notes, originOf(draft)].slice(-DRAFT_NOTES_MAX),
    editedAtMs: nowMs,
  }
}

function originOf({ tableName, tableId, readVersion, wasSent, commitId }: KeptDraft): string {
  const base = readVersion < 0n ? 'the empty table' : `v${readVersion}`
  const sent = wasSent ? `, and sent there under the commit id ${commitId}` : ''
  return `It was made for ${tableName} (${tableId}) on ${base}${sent}.`
}
