import type { CommitLine } from '../../../../shared/delta/actions.ts'
import { describeStateDiff, type StateChange } from '../../../../shared/delta/comparison-report.ts'
import { diffSnapshots } from '../../../../shared/delta/diff.ts'
import { applyCommit, emptySnapshot, type Snapshot } from '../../../../shared/delta/snapshot.ts'
import { type StateLines, snapshotOfLines } from '../../../../shared/delta/snapshot-of-lines.ts'

/** What the lines besides files change of a table, in words; `head` undefined for a table without a commit. */
export function changesOfState(
  head: StateLines | undefined,
  besides: readonly CommitLine[],
  version: bigint,
): StateChange[] {
  const before: Snapshot = head ? snapshotOfLines(head) : emptySnapshot()
  return describeStateDiff(
    diffSnapshots(
      before,
      applyCommit(
        before,
        version,
        besides.map(({ action }) => action),
      ),
    ),
  )
}
