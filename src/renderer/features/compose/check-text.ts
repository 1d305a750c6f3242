import type { CommitLine } from '../../../shared/delta/actions.ts'
import type { Issue } from '../../../shared/delta/issue.ts'
import { parseCommit } from '../../../shared/delta/parse-commit.ts'
import { validateCommit } from '../../../shared/delta/validate-commit.ts'

export interface CheckedText {
  /** Absent where a line cannot be read. */
  readonly lines: readonly CommitLine[] | undefined
  readonly issues: readonly Issue[]
}

/** What the text alone tells, by the rules that the writer applies too: shape, framing, and the commit's own rules. */
export function checkText(text: string, expectedVersion: bigint): CheckedText {
  if (text.trim() === '') return { lines: [], issues: [] }
  const commit = parseCommit(text)
  if (commit.kind === 'invalid') return { lines: undefined, issues: commit.issues }
  const { lines } = commit.value
  return { lines, issues: [...commit.warnings, ...validateCommit(lines, expectedVersion)] }
}
