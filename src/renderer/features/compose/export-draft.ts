import { DRAFT_FILE_ENDING, printDraftFile } from '../../../shared/contract/draft-file.ts'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import { downloadText } from '../../ui/download-text.ts'

/** Hands the draft over as a file, named by its title or by what it would become. */
export function exportDraft(draft: KeptDraft): void {
  const name =
    draft.title.trim().replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || `${draft.tableName}-v${draft.expectedVersion}`
  downloadText(`${name}${DRAFT_FILE_ENDING}`, printDraftFile(draft), 'application/json')
}
