import type { CommitLine } from '../../../../shared/delta/actions.ts'
import { describeStateDiff, type StateChange } from '../../../../shared/delta/comparison-report.ts'
import { diffSnapshots } from '../../../../shared/delta/diff.ts'
import { applyCommit, emptySnapshot, type Snapshot } from '../../../../shared/delta/snapshot.ts'
import { type StateLines, snapshotOfLines } from '../../../../shared/delta/snapshot-of-lines.ts'

/** What the draft would change of a table besides its files, in words; `head` undefined for a table without a commit. */
export function changesOfState(
  head: StateLines | undefined,
  lines: readonly CommitLine[],
  version: bigint,
): StateChange[] {
  const before: Snapshot = head ? snapshotOfLines(head) : emptySnapshot()
  const besides = lines.flatMap(({ action }) => (FILES.has(action.kind) ? [] : [action]))
  return describeStateDiff(diffSnapshots(before, applyCommit(before, version, besides)))
}

const FILES: ReadonlySet<string> = new Set(['add', 'remove', 'cdc'])
