import type {
  FileFilter,
  FileSizes,
  Partition,
  PartitionList,
  PartitionValuesByName,
} from '../../shared/contract/snapshots.ts'
import type { Database } from './connection.ts'
import { filterCondition, liveFiles, SUM_OF_ROWS } from './live-files.ts'
import { queryUntil } from './query-until.ts'

interface SizeRow {
  bucket: number
  files: number
  bytes: string
  rows: string | null
  withoutRecords: number
  withVector: number
  deletedRows: string
  smallest: bigint
  largest: bigint
}

/** Ends of the buckets: 1, 2, 4 ... bytes. */
const BUCKETS = Array.from({ length: 63 }, (_, power) => 2n ** BigInt(power))

const COLUMNS = 'size, num_records, num_deleted'

/** Exported so that a test can hold its plan and a bench its time. */
export function fileSizesStatement(tableId: string, version: bigint, filter: FileFilter) {
  const condition = filterCondition(filter, 4)
  return {
    text: `select width_bucket(size, $3::int8[]) as bucket, count(*)::int4 as files, sum(size) as bytes,
               ${SUM_OF_ROWS} as rows, (count(*) - count(num_records))::int4 as "withoutRecords",
               count(*) filter (where num_deleted > 0)::int4 as "withVector", sum(num_deleted) as "deletedRows",
               min(size) as smallest, max(size) as largest
             from ${liveFiles(COLUMNS, condition.text)} live
             group by 1 order by 1`,
    values: [tableId, version, BUCKETS, ...condition.values],
  }
}

/** What the live files that fit a filter amount to, and how large they are. */
export async function readFileSizes(
  database: Database,
  { tableId, version, filter }: { tableId: string; version: bigint; filter: FileFilter },
  signal: AbortSignal,
): Promise<FileSizes> {
  const rows = await queryUntil<SizeRow>(database, fileSizesStatement(tableId, version, filter), signal)
  const isRowsKnown = rows.every(row => row.rows !== null)
  return {
    totals: {
      files: rows.reduce((sum, row) => sum + row.files, 0),
      bytes: rows.reduce((sum, row) => sum + BigInt(row.bytes), 0n),
      rows: isRowsKnown ? rows.reduce((sum, row) => sum + BigInt(row.rows ?? 0), 0n) : null,
      withoutRecords: rows.reduce((sum, row) => sum + row.withoutRecords, 0),
      withVector: rows.reduce((sum, row) => sum + row.withVector, 0),
      deletedRows: rows.reduce((sum, row) => sum + BigInt(row.deletedRows), 0n),
    },
    smallest: rows[0]?.smallest ?? null,
    largest: rows.at(-1)?.largest ?? null,
    buckets: rows.map(({ bucket, files, bytes }) => ({
      from: bucket === 0 ? 0n : (BUCKETS[bucket - 1] ?? 0n),
      files,
      bytes: BigInt(bytes),
    })),
  }
}

interface PartitionRow {
  stored: string
  files: number
  bytes: string
  rows: string | null
  newestVersion: bigint
  total: number
  totalBytes: string
}

/** A partition with its values as the database has them: what `scanLiveFiles` finds its files by. */
export interface StoredPartition extends Partition {
  /** JSON text. */
  readonly stored: string
}

export interface StoredPartitions extends Omit<PartitionList, 'partitions'> {
  readonly partitions: StoredPartition[]
}

/** Partitions with live files, the largest first, at most `limit`. */
export async function readPartitions(
  database: Database,
  { tableId, version, limit }: { tableId: string; version: bigint; limit: number },
  signal: AbortSignal,
): Promise<StoredPartitions> {
  const rows = await queryUntil<PartitionRow>(
    database,
    {
      text: `select partition_values::text as stored, count(*)::int4 as files, sum(size) as bytes, ${SUM_OF_ROWS} as rows,
                 max(version) as "newestVersion", (count(*) over ())::int4 as total,
                 sum(sum(size)) over () as "totalBytes"
               from ${liveFiles('partition_values, size, num_records, num_deleted, version')} live
               group by partition_values order by sum(size) desc, partition_values limit $3`,
      values: [tableId, version, limit],
    },
    signal,
  )
  return {
    partitions: rows.map(row => ({
      stored: row.stored,
      values: readPartitionValues(row.stored),
      files: row.files,
      bytes: BigInt(row.bytes),
      rows: row.rows === null ? null : BigInt(row.rows),
      newestVersion: row.newestVersion,
    })),
    total: rows[0]?.total ?? 0,
    totalBytes: BigInt(rows[0]?.totalBytes ?? 0),
  }
}

/** As `readPartitions`, without what only the database needs. */
export async function readPartitionList(
  database: Database,
  request: { tableId: string; version: bigint; limit: number },
  signal: AbortSignal,
): Promise<PartitionList> {
  const { partitions, ...rest } = await readPartitions(database, request, signal)
  return { ...rest, partitions: partitions.map(({ stored: _, ...partition }) => partition) }
}

/** Stored partition values by name. What another program has stored instead of text or null stands there as JSON. */
export function readPartitionValues(json: string): PartitionValuesByName {
  const values: unknown = JSON.parse(json)
  if (typeof values !== 'object' || values === null) return {}
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [
      name,
      value === null || typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
