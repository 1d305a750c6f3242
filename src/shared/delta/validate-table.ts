import type { Action, CommitLine } from './actions.ts'
import type { Issue } from './issue.ts'
import { accessCheck } from './rules/check-access.ts'
import { liveFilesCheck } from './rules/check-live-files.ts'
import { partitionValuesCheck } from './rules/check-partition-values.ts'
import { rowTrackingCheck } from './rules/check-row-tracking.ts'
import { checkEnablement, tableChangeCheck } from './rules/check-table-change.ts'
import { checkTimestamps } from './rules/check-timestamps.ts'
import { upkeepCheck } from './rules/check-upkeep.ts'
import { commitContext } from './rules/commit-context.ts'
import { type CommitFrame, frameOf } from './rules/commit-frame.ts'
import { FindingLog } from './rules/finding-log.ts'
import type { LineCheck } from './rules/line-check.ts'
import type { Purpose } from './rules.ts'
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
  const check = new TableCheck(frameOf(lines), view)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]
    if (line) check.line(line.action, index)
  }
  return check.issues(purpose)
}

/**
 * As `validateAgainstTable`, for lines that come one after the other a second time, when their frame is known. Of
 * `view.file` only the files of the line at hand are asked for.
 */
export class TableCheck {
  readonly #findings = new FindingLog()
  readonly #checks: readonly LineCheck[]

  constructor(frame: CommitFrame, view: TableView) {
    const context = commitContext(frame, view)
    this.#findings.addAll(checkEnablement(context, view.version + 1n))
    this.#findings.addAll(checkTimestamps(context))
    this.#checks = [
      accessCheck(context, this.#findings),
      tableChangeCheck(context),
      liveFilesCheck(context),
      partitionValuesCheck(context),
      rowTrackingCheck(context),
      upkeepCheck(context),
    ].flatMap(check => check ?? [])
  }

  line(action: Action, index: number): void {
    for (const check of this.#checks) check.line(action, index, this.#findings)
  }

  /** The verdict, after the last line. */
  issues(purpose: Purpose = 'writing'): Issue[] {
    for (const check of this.#checks) check.end?.(this.#findings)
    return this.#findings.issues(purpose)
  }
}
