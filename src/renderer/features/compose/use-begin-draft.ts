import { useNavigate } from '@tanstack/react-router'
import type { DeclaredReads, TableSummary } from '../../../shared/contract/schemas.ts'
import { makeDraft } from './draft.ts'
import { dropDraft, keepDraft, listDrafts } from './draft-store.ts'

export interface DraftStart {
  readonly text: string
  readonly notes: readonly string[]
  readonly operation: string
  readonly reads?: DeclaredReads
  /** The version that the text was made on; the head where absent. */
  readonly base?: bigint
}

/** Makes a draft with ids of its own, keeps it, and goes to its address. */
export function useBeginDraft(table: TableSummary): (start: DraftStart) => void {
  const navigate = useNavigate()
  return ({ base, ...start }) => {
    const draft = makeDraft({
      ...start,
      draftId: crypto.randomUUID(),
      commitId: crypto.randomUUID(),
      tableId: table.tableId,
      head: base ?? table.head,
      nowMs: Date.now(),
    })
    forgetCommitted(table.tableId)
    keepDraft(localStorage, draft)
    void navigate({
      to: '/t/$name/compose',
      params: { name: table.name },
      search: { draft: draft.draftId },
      replace: true,
    })
  }
}

/** Drafts that were committed are in the log; what remains are those that still want something. */
function forgetCommitted(tableId: string): void {
  for (const { draftId, phase } of listDrafts(localStorage, tableId)) {
    if (phase === 'committed') dropDraft(localStorage, tableId, draftId)
  }
}
