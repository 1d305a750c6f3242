import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Commit, CommitLine } from '../../shared/delta/actions.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import { WINNERS_MAX } from '../../shared/limits.ts'
import { fileKey } from '../postgres/file-key.ts'
import type { LockedTable } from '../postgres/lock-table.ts'
import type { Retirement } from '../postgres/write-actions.ts'
import { findCommit, nextCommitTime, readCommitsFrom } from '../postgres/write-lookups.ts'
import type { Connection } from '../postgres/write-session.ts'
import { timeLines } from './in-commit-timestamp.ts'
import { type LoadedTable, loadTableView } from './load-table-view.ts'
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

export type LockedCheck =
  | Acceptance
  | { readonly kind: 'found'; readonly commit: { readonly version: bigint; readonly committedAt: number } }
  | Omit<Extract<CommitOutcome, { kind: 'version-conflict' }>, 'timings'>
  | Extract<CommitOutcome, { kind: 'invalid' }>

/** Decides under the lock of a table whether a valid draft may become its next version (C2, C4). */
export async function checkUnderLock(
  client: Connection,
  { name, head }: LockedTable,
  { tableId, commitId, expectedVersion }: Draft,
  commit: Commit,
): Promise<LockedCheck> {
  const found = await findCommit(client, tableId, commitId)
  if (found) return { kind: 'found', commit: { version: found.version, committedAt: found.committedAt } }
  if (expectedVersion !== head + 1n) {
    const winners = await readCommitsFrom(client, tableId, expectedVersion, WINNERS_MAX)
    return { kind: 'version-conflict', table: { tableId, name }, expected: expectedVersion, actual: head, winners }
  }
  const committedAt = await nextCommitTime(client, tableId, head)
  const { view, isLive } = await loadTableView(client, tableId, head, commit.lines)
  const { lines, timeSource } = timeLines(commit.lines, view.metadata, committedAt)
  const issues = validateAgainstTable(lines, view)
  if (issues.some(isError)) return { kind: 'invalid', issues }
  return {
    kind: 'accepted',
    commit: { ...commit, lines },
    committedAt,
    timeSource,
    retirements: readded(lines, isLive).map(key => ({ fileKey: key, version: expectedVersion })),
  }
}

function readded(lines: readonly CommitLine[], isLive: LoadedTable['isLive']): string[] {
  return lines.flatMap(({ action }) => {
    if (action.kind !== 'add') return []
    const key = fileKey(action.path, action.deletionVector)
    return isLive(key) ? [key] : []
  })
}
