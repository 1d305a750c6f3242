import type { ComparisonSummary } from '../../shared/contract/comparisons.ts'
import type { Database } from './connection.ts'
import type { VersionRange } from './file-changes.ts'
import { queryUntil } from './query-until.ts'

type Churn = ComparisonSummary['churn']

interface ChurnRow {
  by: 'all' | 'operation' | 'committer'
  name: string | null
  commits: bigint
  filesAdded: string
  filesRemoved: string
  bytesAdded: string
  bytesRemoved: string
}

const NAMES_MAX = 10

/** What the commits above `older` up to `newer` did on the way: one range of the ledger and one of the adds. */
export async function readChurn(
  database: Database,
  { tableId, older, newer }: VersionRange,
  signal: AbortSignal,
): Promise<Churn> {
  const values = [tableId, older, newer]
  const [rows, transient] = await Promise.all([
    queryUntil<ChurnRow>(
      database,
      {
        text: `select case when grouping(operation) = 0 then 'operation' when grouping(committer) = 0 then 'committer'
                     else 'all' end as by,
                   coalesce(operation, committer) as name, count(*) as commits,
                   coalesce(sum(files_added), 0) as "filesAdded", coalesce(sum(files_removed), 0) as "filesRemoved",
                   coalesce(sum(bytes_added), 0) as "bytesAdded", coalesce(sum(bytes_removed), 0) as "bytesRemoved"
                 from dl_table_versions where table_id = $1 and version > $2 and version <= $3
                 group by grouping sets ((), (operation), (committer))
                 order by commits desc, name`,
        values,
      },
      signal,
    ),
    queryUntil<{ files: number; bytes: string }>(
      database,
      {
        text: `select count(*)::int4 as files, coalesce(sum(size), 0) as bytes from dl_add_files
                 where table_id = $1 and version > $2 and version <= $3 and removed_version <= $3`,
        values,
      },
      signal,
    ),
  ])
  const all = rows.find(({ by }) => by === 'all')
  const named = (wanted: ChurnRow['by']) =>
    rows
      .filter(({ by }) => by === wanted)
      .slice(0, NAMES_MAX)
      .map(({ name, commits }) => ({ name: name ?? '', commits: Number(commits) }))
  return {
    commits: all?.commits ?? 0n,
    filesAdded: BigInt(all?.filesAdded ?? 0),
    filesRemoved: BigInt(all?.filesRemoved ?? 0),
    bytesAdded: BigInt(all?.bytesAdded ?? 0),
    bytesRemoved: BigInt(all?.bytesRemoved ?? 0),
    transientFiles: transient[0]?.files ?? 0,
    transientBytes: BigInt(transient[0]?.bytes ?? 0),
    operations: named('operation'),
    committers: named('committer'),
  }
}
