import type { RowsPreview } from '../../shared/contract/rows-preview.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { holdDraft } from './held/held-draft.ts'

/** The rows that `commit` would send for a draft, by the same mapping; asks no database. */
export async function previewRows(draft: Draft, signal?: AbortSignal): Promise<RowsPreview> {
  await using held = holdDraft(draft, signal)
  return await held.preview()
}
