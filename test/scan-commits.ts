import type { CommitFiles } from '../src/main/delta-log/commit-bytes.ts'
import { readCommits } from '../src/main/delta-log/read-commits.ts'
import { type CommitTotals, ScannedCommits } from '../src/main/delta-log/scanned-commits.ts'

/** Reads commits for their totals alone. */
export async function scanCommits(
  files: CommitFiles,
  onVersion: (versions: number) => void = () => undefined,
): Promise<CommitTotals> {
  const scanned = new ScannedCommits()
  let versions = 0
  for await (const read of readCommits(files, new AbortController().signal)) {
    scanned.take(read)
    onVersion(++versions)
  }
  return scanned.totals
}
