import type pg from 'pg'
import type { AddFile, DomainMetadata, Version } from '../../shared/delta/actions.ts'
import { ROW_TRACKING_DOMAIN } from '../../shared/delta/isolation.ts'
import { readRowIdMark } from '../../shared/delta/row-tracking.ts'
import { readPartitionValues } from './winner-actions.ts'
import type { RecordedCommit } from './write-lookups.ts'

/** A commit after a draft's base, as the ledger knows it. */
export interface WinnerRow extends RecordedCommit {
  /** The text of its commitInfo. */
  readonly commitInfo: string | null
  readonly numActions: number
  readonly adds: number
  readonly removes: number
}

/** Versions in which something may have happened to a draft: after its base, up to another one. */
export interface VersionRange {
  readonly tableId: string
  /** Exclusive. */
  readonly after: Version
  readonly upTo: Version
}

/** The first `limit` commits after `after`, oldest first: a range of the primary key. */
export async function readWinnerRows(
  client: pg.ClientBase,
  tableId: string,
  after: Version,
  limit: number,
): Promise<WinnerRow[]> {
  const { rows } = await client.query<WinnerRow>({
    name: 'winner_rows',
    text: `select version, commit_id as "commitId", operation, committer, commit_info as "commitInfo",
               round(extract(epoch from committed_at) * 1000)::float8 as "committedAt",
               num_actions as "numActions", num_adds as adds, num_removes as removes
             from dl_table_versions where table_id = $1 and version > $2 order by version limit $3`,
    values: [tableId, after, limit],
  })
  return rows
}

interface RetiredRow {
  path: string
  partitionValues: string
  stats: string | null
}

/** Exported so that a test can hold its plan. */
export const RETIRED_FILES = {
  name: 'retired_since',
  text: `select path, partition_values::text as "partitionValues", case when $4 then stats end as stats
           from dl_add_files
           where table_id = $1 and removed_version > $2 and removed_version <= $3 and version <= $2`,
}

/** Files that lived at the beginning of the range and do not any more at its end, by path. */
export async function readRetiredFiles(
  client: pg.ClientBase,
  { tableId, after, upTo }: VersionRange,
  withStats: boolean,
): Promise<ReadonlyMap<string, AddFile>> {
  const { rows } = await client.query<RetiredRow>({ ...RETIRED_FILES, values: [tableId, after, upTo, withStats] })
  const partitionsOf = readPartitionValues()
  return new Map(
    rows.map(({ path, partitionValues, stats }) => [
      path,
      {
        kind: 'add',
        path,
        partitionValues: partitionsOf(partitionValues),
        size: 0n,
        modificationTime: 0n,
        dataChange: true,
        stats: stats ?? undefined,
      },
    ]),
  )
}

/** The highest row id that the domain `delta.rowTracking` told of at a version; undefined where it never did. */
export async function readRowIdMarkAt(
  client: pg.ClientBase,
  tableId: string,
  version: Version,
): Promise<bigint | undefined> {
  const { rows } = await client.query<Pick<DomainMetadata, 'configuration' | 'removed'>>({
    name: 'row_id_mark',
    text: `select configuration, removed from dl_domain_metadata
             where table_id = $1 and left(domain, 200) = $2 and domain = $2 and version <= $3
             order by version desc limit 1`,
    values: [tableId, ROW_TRACKING_DOMAIN, version],
  })
  const [row] = rows
  return row && !row.removed ? readRowIdMark(row.configuration) : undefined
}
