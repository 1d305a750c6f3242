import { useNavigate } from '@tanstack/react-router'
import type { KeptDraft, Suppression } from '../../../shared/contract/kept-draft.ts'
import type { AskedIsolation, DeclaredReads, TableSummary } from '../../../shared/contract/schemas.ts'
import { DRAFT_TITLE_CHARACTERS_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { makeDraft } from './draft.ts'
import { keepDraft } from './draft-store.ts'

export interface DraftStart {
  readonly text: string
  readonly notes: readonly string[]
  readonly operation: string
  readonly title?: string
  readonly reads?: DeclaredReads
  readonly isolationLevel?: AskedIsolation | null
  readonly suppressed?: readonly Suppression[] | undefined
  /** The version that the text was made on; the head where absent. */
  readonly base?: bigint
}

/** Makes a draft with ids of its own, keeps it, and goes to its address. */
export function useBeginDraft(table: TableSummary): (start: DraftStart) => Promise<void> {
  const navigate = useNavigate()
  return async ({ base, ...start }) => {
    const draft = makeDraft({
      ...start,
      draftId: crypto.randomUUID(),
      commitId: crypto.randomUUID(),
      tableId: table.tableId,
      tableName: table.name,
      head: base ?? table.head,
      nowMs: Date.now(),
    })
    // A program that does not answer is told of the draft later; until then the browser holds it.
    await client.drafts.keep(draft).catch(() => keepDraft(localStorage, draft))
    await navigate({
      to: '/t/$name/compose',
      params: { name: table.name },
      search: { draft: draft.draftId },
      replace: true,
    })
  }
}

/** The same draft once more, to be kept and sent under ids of its own. */
export function copyOf(draft: KeptDraft): DraftStart {
  const { text, notes, operation, title, reads, isolationLevel, suppressed, readVersion } = draft
  const named = title === '' ? '' : `${title} copy`.slice(0, DRAFT_TITLE_CHARACTERS_MAX)
  return { text, notes, operation, title: named, reads, isolationLevel, suppressed, base: readVersion }
}
