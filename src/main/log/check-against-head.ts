import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Commit, CommitLine } from '../../shared/delta/actions.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import type { Retirement } from '../postgres/write-actions.ts'
import { timeLines } from './in-commit-timestamp.ts'
import type { TableLook } from './look-at-table.ts'
import { restrictionIssue } from './restriction-issue.ts'
import { isError } from './validate-draft.ts'

/** What is to be written: the draft's commit, with its time. */
export interface Acceptance {
  readonly kind: 'accepted'
  readonly commit: Commit
  /** Milliseconds since 1970. */
  readonly committedAt: bigint
  readonly timeSource: 'clock' | 'in-commit'
  /** Live files that the draft adds again. */
  readonly retirements: readonly Retirement[]
}

export type HeadCheck =
  | Acceptance
  | { readonly kind: 'found'; readonly version: bigint; readonly committedAt: number }
  /** The head is not the version before the one that the draft wants. */
  | { readonly kind: 'head-elsewhere' }
  | Extract<CommitOutcome, { kind: 'invalid' }>

/**
 * Decides whether a valid draft may become the version after the head that was looked at (C2, C4). The verdict holds for
 * as long as the head stays there.
 */
export function checkAgainstHead(look: TableLook, { expectedVersion }: Draft, commit: Commit): HeadCheck {
  const { head, view } = look
  if (head.found) return { kind: 'found', ...head.found }
  const restricted = restrictionIssue(head)
  if (restricted) return { kind: 'invalid', issues: [restricted] }
  if (expectedVersion !== head.version + 1n) return { kind: 'head-elsewhere' }
  const { lines, timeSource } = timeLines(commit.lines, view.metadata, head.nextTime)
  const issues = validateAgainstTable(lines, view)
  if (issues.some(isError)) return { kind: 'invalid', issues }
  return {
    kind: 'accepted',
    commit: { ...commit, lines },
    committedAt: head.nextTime,
    timeSource,
    retirements: readded(lines, look).map(key => ({ fileKey: key, version: expectedVersion })),
  }
}

function readded(lines: readonly CommitLine[], look: TableLook): string[] {
  return lines.flatMap(({ action }) => (action.kind === 'add' ? (look.liveKey(action) ?? []) : []))
}
