import type { AddFile, RemoveFile } from '../actions.ts'

/** The remove that retires `add`: the same file with the same deletion vector, and all that is known of it. */
export function removeOf(add: AddFile, nowMs: bigint, dataChange = true): RemoveFile {
  return {
    kind: 'remove',
    path: add.path,
    deletionTimestamp: nowMs,
    dataChange,
    extendedFileMetadata: true,
    partitionValues: add.partitionValues,
    size: add.size,
    stats: add.stats,
    tags: add.tags,
    deletionVector: add.deletionVector,
    baseRowId: add.baseRowId,
    defaultRowCommitVersion: add.defaultRowCommitVersion,
  }
}
