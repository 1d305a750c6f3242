import type { Action, Commit, Framing } from '../../shared/delta/actions.ts'
import type { VersionRow } from '../postgres/write-version.ts'
import type { StoredCommitInfo } from './action-rows.ts'

/** Stands for the operation of a commit that does not say. */
const OPERATION_UNKNOWN = 'UNKNOWN'

/** What the ledger is told of a commit beyond its actions. */
export interface CommitFacts {
  readonly version: bigint
  /** `base` for the state that stands for missing history; absent: a commit. */
  readonly kind?: 'commit' | 'base' | undefined
  readonly commitId: string
  /** Milliseconds since 1970. */
  readonly committedAt: bigint
  readonly timeSource: 'clock' | 'in-commit' | 'commit-info' | 'file'
  /** The database user where undefined. */
  readonly committer?: string | undefined
  /** The program that made the commit. */
  readonly writer: string
  /** Used where the commit's provenance does not say it. */
  readonly operation?: string | undefined
  readonly readVersion?: bigint | undefined
}

/** How many actions of each kind a commit has. */
export type ActionCounts = Record<Action['kind'], number>

export function noActions(): ActionCounts {
  return {
    add: 0,
    remove: 0,
    metaData: 0,
    protocol: 0,
    txn: 0,
    cdc: 0,
    domainMetadata: 0,
    commitInfo: 0,
    unknown: 0,
  }
}

/** The ledger row of a commit; counts of actions by kind are checked by the database against what is stored (C3). */
export function versionRow(
  facts: CommitFacts,
  { lines, framing }: Commit,
  commitInfo: StoredCommitInfo | undefined,
): VersionRow {
  const counts = noActions()
  for (const { action } of lines) counts[action.kind] += 1
  return countedVersionRow(facts, { counts, framing }, commitInfo)
}

/** As `versionRow`, for a commit whose lines were counted before. */
export function countedVersionRow(
  {
    version,
    kind = 'commit',
    commitId,
    committedAt,
    timeSource,
    committer,
    writer,
    operation,
    readVersion,
  }: CommitFacts,
  { counts, framing }: { readonly counts: ActionCounts; readonly framing: Framing },
  commitInfo: StoredCommitInfo | undefined,
): VersionRow {
  const provenance = commitInfo?.action
  return {
    version,
    kind,
    commit_id: commitId,
    committed_at: committedAt,
    time_source: timeSource,
    committer: committer ?? null,
    writer,
    operation: provenance?.operation ?? operation ?? OPERATION_UNKNOWN,
    operation_parameters: provenance?.operationParameters ?? null,
    read_version: readVersion ?? null,
    isolation_level: provenance?.isolationLevel ?? null,
    is_blind_append: provenance?.isBlindAppend ?? null,
    engine_info: provenance?.engineInfo ?? null,
    commit_info: provenance?.text ?? null,
    commit_info_ordinal: commitInfo?.ordinal ?? null,
    commit_info_line: commitInfo?.line ?? null,
    framing: framing === 'canonical' ? null : JSON.stringify(framing),
    num_actions: Object.values(counts).reduce((sum, count) => sum + count, 0),
    num_adds: counts.add,
    num_removes: counts.remove,
    num_metadata: counts.metaData,
    num_protocol: counts.protocol,
    num_txns: counts.txn,
    num_cdc: counts.cdc,
    num_domains: counts.domainMetadata,
    num_others: counts.unknown + Math.max(0, counts.commitInfo - 1),
  }
}
