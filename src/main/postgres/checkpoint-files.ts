import { CHECKPOINT_PAGE_FILES } from '../../shared/mirror-limits.ts'
import type { Database } from './connection.ts'
import type { CopiedRows } from './copied-adds.ts'
import { copyLiveRows } from './copy-live-rows.ts'
import { queryUntil } from './query-until.ts'
import { type ScanRequest, scanLiveRows } from './scan-live-rows.ts'

/** A live file as its row has it; partition values, tags and the deletion vector are JSON text. */
export interface CheckpointAdd {
  readonly path: string
  readonly partitionValues: string
  readonly size: bigint
  readonly modificationTime: bigint
  readonly stats: string | null
  readonly tags: string | null
  readonly deletionVector: string | null
  readonly baseRowId: bigint | null
  readonly defaultRowCommitVersion: bigint | null
  readonly clusteringProvider: string | null
}

/** A removed file as its row has it. */
export interface CheckpointRemove {
  readonly path: string
  readonly deletionTimestamp: bigint | null
  readonly extendedFileMetadata: boolean | null
  readonly partitionValues: string | null
  readonly size: bigint | null
  readonly deletionVector: string | null
  readonly baseRowId: bigint | null
  readonly defaultRowCommitVersion: bigint | null
}

const ADD_COLUMNS = `path, partition_values::text as "partitionValues", size, modification_time as "modificationTime",
  stats, tags, deletion_vector as "deletionVector", base_row_id as "baseRowId",
  default_row_commit_version as "defaultRowCommitVersion", clustering_provider as "clusteringProvider"`

/** Every live file of a version once, in batches; no statement is long and none holds a snapshot of the database. */
export function readCheckpointAdds(
  database: Database,
  { tableId, version, pageFiles = CHECKPOINT_PAGE_FILES }: Omit<ScanRequest, 'partitions'>,
  signal: AbortSignal,
): AsyncGenerator<CopiedRows | readonly CheckpointAdd[], void> {
  const request = { tableId, version, pageFiles }
  return database.capabilities.copyFormat === 'binary'
    ? copyLiveRows<CheckpointAdd>(database, request, ADD_COLUMNS, signal)
    : scanLiveRows<CheckpointAdd>(database, request, ADD_COLUMNS, signal)
}

interface Place {
  readonly version: bigint
  readonly ordinal: number
}

/**
 * The tombstones of a version that were made after `sinceMs`, in batches: the newest remove of each file that is not live
 * (Delta protocol, "Action Reconciliation"). A remove without a time has expired, as implementations have it.
 */
export async function* readTombstones(
  database: Database,
  { tableId, version, sinceMs }: { tableId: string; version: bigint; sinceMs: bigint },
  signal: AbortSignal,
): AsyncGenerator<readonly CheckpointRemove[], void> {
  let after: Place = { version: -1n, ordinal: -1 }
  for (let isMore = true; isMore; ) {
    const rows: (CheckpointRemove & Place)[] = await queryUntil<CheckpointRemove & Place>(
      database,
      { text: TOMBSTONES, values: [tableId, version, sinceMs, after.version, after.ordinal, CHECKPOINT_PAGE_FILES] },
      signal,
    )
    if (rows.length > 0) yield rows
    isMore = rows.length === CHECKPOINT_PAGE_FILES
    after = rows.at(-1) ?? after
  }
}

const TOMBSTONES = `
  select version, ordinal, path, deletion_timestamp as "deletionTimestamp",
      extended_file_metadata as "extendedFileMetadata", partition_values::text as "partitionValues", size,
      deletion_vector as "deletionVector", base_row_id as "baseRowId",
      default_row_commit_version as "defaultRowCommitVersion"
    from dl_remove_files r
    where table_id = $1 and version <= $2 and deletion_timestamp > $3 and (version, ordinal) > ($4, $5)
      and not exists (select 1 from dl_remove_files n
                        where n.table_id = $1 and n.file_key = r.file_key and n.version > r.version and n.version <= $2)
      and not exists (select 1 from dl_add_files a
                        where a.table_id = $1 and a.file_key = r.file_key and a.removed_version is null
                          and a.version <= $2)
      and not exists (select 1 from dl_add_files a
                        where a.table_id = $1 and a.file_key = r.file_key and a.removed_version > $2
                          and a.version <= $2)
    order by version, ordinal limit $6`
