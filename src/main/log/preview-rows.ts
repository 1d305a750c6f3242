import type { RowsPreview } from '../../shared/contract/rows-preview.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Database } from '../postgres/connection.ts'
import { holdDraft } from './held/held-draft.ts'

/** The rows that `commit` would send for a draft, by the same mapping; asks the database nothing. */
export async function previewRows(
  { commits }: Pick<Database, 'commits'>,
  draft: Draft,
  signal?: AbortSignal,
): Promise<RowsPreview> {
  await using held = holdDraft(draft, signal)
  return await held.preview(commits.copyRowsMin)
}
