import type { ImportProblem } from '../../shared/contract/import.ts'

export const EMPTY_COMMIT = 'commit.empty'

/** A commit file without a line is no error to readers, who take it for a version without actions; a torn write leaves one, too. */
export function emptyCommitProblem(file: string): ImportProblem {
  const message = 'Expected at least one action, got an empty file: its write may have been cut short'
  return { rule: EMPTY_COMMIT, file, line: null, message }
}
