import type { DraftHeader } from '../../../shared/contract/schemas.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import type { Head } from '../../postgres/head.ts'
import type { VersionRow } from '../../postgres/write-version.ts'
import { addActionRows, emptyActionRows } from '../action-rows.ts'
import { WRITER } from '../commit-table.ts'
import { countedVersionRow } from '../version-row.ts'
import type { CommitSummary } from './commit-intake.ts'
import { timedCommitInfo } from './timed-commit-info.ts'

/** The ledger row of a commit whose other rows are stored already, with the time that its head allows. */
export function streamedVersionRow(
  { commitId, expectedVersion: version, readVersion, operation, committer }: DraftHeader,
  summary: CommitSummary,
  { state, nextTime: committedAt }: Head,
): VersionRow {
  const metadata = state?.metaData == null ? undefined : parseAction(state.metaData, 0)
  const before =
    metadata?.kind === 'ok' && metadata.value.action.kind === 'metaData' ? metadata.value.action : undefined
  const { line, timeSource } = timedCommitInfo(summary, before, committedAt)
  const commitInfo = line && addActionRows(emptyActionRows(), version, [line], summary.commitInfo?.index)
  const facts = { version, commitId, committedAt, timeSource, committer, writer: WRITER, operation, readVersion }
  return countedVersionRow(facts, summary, commitInfo)
}
