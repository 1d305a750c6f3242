import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'

type Rebased = Pick<KeptDraft, 'readVersion' | 'expectedVersion'>

/**
 * What applying a rebase changes in the kept draft besides its text. A commit id that was sent stays: should that attempt
 * be in the log after all, sending the draft again finds it instead of committing twice (C4).
 */
export function rebasedFields(
  draft: KeptDraft,
  { readVersion, expectedVersion }: Rebased,
  newCommitId: string,
): Rebased & Pick<KeptDraft, 'commitId'> {
  return { readVersion, expectedVersion, commitId: draft.wasSent ? draft.commitId : newCommitId }
}
