import type { CommitLine } from './actions.ts'
import type { Issue } from './issue.ts'
import { checkAccess } from './rules/check-access.ts'
import { checkLiveFiles } from './rules/check-live-files.ts'
import { checkPartitionValues } from './rules/check-partition-values.ts'
import { checkRowTracking } from './rules/check-row-tracking.ts'
import { checkEnablement, checkTableChange } from './rules/check-table-change.ts'
import { checkTimestamps } from './rules/check-timestamps.ts'
import { checkUpkeep } from './rules/check-upkeep.ts'
import { commitContext } from './rules/commit-context.ts'
import { type Purpose, toIssues } from './rules.ts'
import type { TableView } from './table-view.ts'

/**
 * What a commit does to the table that it builds on: version `view.version + 1`. Rules that need the commit alone are
 * `validateCommit`'s; together they are the whole verdict.
 */
export function validateAgainstTable(
  lines: readonly CommitLine[],
  view: TableView,
  purpose: Purpose = 'writing',
): Issue[] {
  const context = commitContext(lines, view)
  const findings = [
    ...checkAccess(context),
    ...checkTableChange(context),
    ...checkEnablement(context, view.version + 1n),
    ...checkLiveFiles(context),
    ...checkPartitionValues(context),
    ...checkTimestamps(context),
    ...checkRowTracking(context),
    ...checkUpkeep(context),
  ]
  return toIssues(findings, purpose)
}
