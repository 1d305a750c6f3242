import type { AddFile } from './actions.ts'
import type { ConflictContext, Scan } from './conflict-context.ts'
import type { Check, Problem } from './conflict-rules.ts'
import { countFiles, listNames, nameWinner } from './conflict-sentences.ts'
import { isRowTrackingRewrite } from './row-tracking.ts'
import type { WinningCommit } from './winning-commit.ts'

/**
 * Spark: an added file that the draft should have read. Only the partition decides; in an unpartitioned table every file
 * counts for every draft that is no blind append, even for one that recorded no reads.
 */
export const appendedUnderPartitionScan: Check = (draft, winner) => {
  if (draft.isBlindAppend || isRowTrackingRewrite(draft.operation) || isRowTrackingRewrite(winner.operation)) {
    return undefined
  }
  const candidates = candidatesOf(draft, winner)
  if (draft.reads.wholeTable || !draft.isPartitioned) {
    return appended(winner, candidates, draft.reads.wholeTable ? 'the whole table was read' : readsOf(draft))
  }
  return appendedUnder(winner, candidates, file => draft.scanOfPartition(file))
}

/** delta-rs: like Spark's, with statistics deciding, and never for a draft without a predicate. */
export const appendedUnderDataScan: Check = (draft, winner) => {
  const candidates = candidatesOf(draft, winner)
  if (draft.reads.wholeTable) return appended(winner, candidates, 'the whole table was read')
  return appendedUnder(winner, candidates, file => draft.scanOfFile(file))
}

/** Spark: a removed file that the draft has read, at every level, whether or not the winner changed data. */
export const deletedFileRead: Check = (draft, winner) => {
  // A backfill leaves out the files that somebody else touched meanwhile.
  if (isRowTrackingRewrite(draft.operation) && !draft.reads.wholeTable) return undefined
  const paths = winner.removes.map(({ path }) => path)
  return deletedRead(winner, draft.reads.wholeTable ? paths : paths.filter(path => draft.hasRead(path)))
}

/** delta-rs: only removes that change data; a draft without a predicate counts as having read every file. */
export const deletedDataReadByDefault: Check = (draft, winner) => {
  const paths = winner.removes.filter(({ dataChange }) => dataChange).map(({ path }) => path)
  if (draft.reads.wholeTable) return deletedRead(winner, paths)
  const isRead = draft.scans.length > 0 ? (path: string) => draft.hasRead(path) : (path: string) => draft.hasSeen(path)
  return deletedRead(winner, paths.filter(isRead))
}

/** All engines: one file removed by both; by path alone, so that two deletion vectors for one file meet here, too. */
export const deletedTwice: Check = (draft, winner) => {
  const files = winner.removes.map(({ path }) => path).filter(path => draft.removedPaths.has(path))
  if (files.length === 0) return undefined
  const reason = `${nameWinner(winner)} removed ${countFiles(files)} that this commit removes, too: ${listNames(files)}. What replaces a file can replace it once; run the operation again on version ${winner.version} or later.`
  return { class: 'delete-delete', files, reason }
}

/** The winner's files that the draft's level cares about. */
function candidatesOf(draft: ConflictContext, winner: WinningCommit): readonly AddFile[] {
  switch (draft.isolation) {
    case 'SnapshotIsolation':
      return []
    case 'WriteSerializable':
      return winner.isBlindAppend && !draft.changesMetadata ? [] : winner.adds
    case 'Serializable':
      return winner.adds
  }
  draft.isolation satisfies never
}

function readsOf({ scans }: ConflictContext): string {
  const [scan] = scans
  if (!scan)
    return 'this commit is not a plain append, and in a table without partitions any new file might matter to it'
  return `in a table without partitions any new file might hold rows of ${scan.text}`
}

function appended(winner: WinningCommit, files: readonly AddFile[], why: string): Problem | undefined {
  if (files.length === 0) return undefined
  const paths = files.map(({ path }) => path)
  const reason = `${nameWinner(winner)} added ${countFiles(paths)} that this commit has not seen, and ${why}: ${listNames(paths)}. ${adviseToRead(winner)}`
  return { class: 'append', files: paths, reason }
}

function appendedUnder(
  winner: WinningCommit,
  candidates: readonly AddFile[],
  scanOf: (file: AddFile) => Scan | undefined,
): Problem | undefined {
  const missed = candidates.flatMap(file => {
    const scan = scanOf(file)
    return scan ? [{ path: file.path, scan }] : []
  })
  const [first] = missed
  if (!first) return undefined
  const files = missed.map(({ path }) => path)
  const reason = `${nameWinner(winner)} added ${countFiles(files)} that the scan ${first.scan.text} would have read: ${listNames(files)}. ${adviseToRead(winner)}`
  return { class: 'append', files, reason }
}

function deletedRead(winner: WinningCommit, files: readonly string[]): Problem | undefined {
  if (files.length === 0) return undefined
  const reason = `${nameWinner(winner)} removed ${countFiles(files)} that this commit has read: ${listNames(files)}. ${adviseToRead(winner)}`
  return { class: 'delete-read', files, reason }
}

function adviseToRead({ version }: WinningCommit): string {
  return `Read again at version ${version} or later and make the commit anew.`
}
