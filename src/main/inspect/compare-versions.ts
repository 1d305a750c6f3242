import type {
  ComparisonRequest,
  ComparisonSummary,
  FileChangeKind,
  FileChangesPage,
  FileChangesRequest,
  PartitionChanges,
} from '../../shared/contract/comparisons.ts'
import type { VersionSummary } from '../../shared/contract/schemas.ts'
import { readChurn } from '../postgres/churn.ts'
import type { Database } from '../postgres/connection.ts'
import {
  readFileChanges,
  readFileChangeTotals,
  readPartitionChanges,
  type VersionRange,
} from '../postgres/file-changes.ts'
import { readVersion } from '../postgres/versions.ts'

/** What lies between two versions of a table; undefined where one of them does not exist. */
export async function compareVersions(
  database: Database,
  request: ComparisonRequest,
  signal: AbortSignal,
): Promise<ComparisonSummary | undefined> {
  const { tableId, from, to } = request
  const [before, after] = await Promise.all([readVersion(database, tableId, from), readVersion(database, tableId, to)])
  if (!before || !after) return undefined
  const range = rangeOf(request)
  const [files, churn] = await Promise.all([
    readFileChangeTotals(database, range, signal),
    readChurn(database, range, signal),
  ])
  return {
    from: withoutCommitInfo(before),
    to: withoutCommitInfo(after),
    files: isBackwards(request) ? files.map(turned) : files,
    churn,
  }
}

/** Single files that differ, a page at a time. */
export async function readComparedFiles(
  database: Database,
  { kind, after, limit, ...request }: FileChangesRequest,
  signal: AbortSignal,
): Promise<FileChangesPage> {
  const backwards = isBackwards(request)
  const wanted = kind && backwards ? turnedKind(kind) : kind
  const page = await readFileChanges(database, { ...rangeOf(request), kind: wanted, after, limit }, signal)
  if (!backwards) return page
  return {
    ...page,
    changes: page.changes.map(change => ({
      ...change,
      kind: turnedKind(change.kind),
      before: change.after,
      after: change.before,
    })),
  }
}

/** Partitions in which files differ. */
export async function readComparedPartitions(
  database: Database,
  { limit, ...request }: ComparisonRequest & { readonly limit: number },
  signal: AbortSignal,
): Promise<PartitionChanges> {
  const found = await readPartitionChanges(database, { ...rangeOf(request), limit }, signal)
  if (!isBackwards(request)) return found
  return {
    ...found,
    partitions: found.partitions.map(partition => ({
      ...partition,
      added: partition.removed,
      removed: partition.added,
      bytesBefore: partition.bytesAfter,
      bytesAfter: partition.bytesBefore,
    })),
  }
}

function isBackwards({ from, to }: ComparisonRequest): boolean {
  return from > to
}

function rangeOf({ tableId, from, to }: ComparisonRequest): VersionRange {
  return from > to ? { tableId, older: to, newer: from } : { tableId, older: from, newer: to }
}

function turned(totals: ComparisonSummary['files'][number]): ComparisonSummary['files'][number] {
  return {
    kind: turnedKind(totals.kind),
    files: totals.files,
    bytesBefore: totals.bytesAfter,
    bytesAfter: totals.bytesBefore,
    rowsBefore: totals.rowsAfter,
    rowsAfter: totals.rowsBefore,
  }
}

function turnedKind(kind: FileChangeKind): FileChangeKind {
  if (kind === 'added') return 'removed'
  return kind === 'removed' ? 'added' : kind
}

function withoutCommitInfo({
  commitInfo: _,
  ...summary
}: VersionSummary & { readonly commitInfo: string | null }): VersionSummary {
  return summary
}
