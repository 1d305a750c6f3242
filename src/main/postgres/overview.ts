import type { Overview } from '../../shared/contract/histories.ts'
import { TIMELINE_MARKS_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'
import { type SideTable, withoutDenied } from './side-tables.ts'

type OverviewBucket = Overview['buckets'][number]
type OverviewMark = Overview['marks'][number]

interface BucketRow extends Omit<OverviewBucket, 'totalBytes'> {
  readonly first: bigint
  readonly fromMs: number
  readonly toMs: number
  readonly totalBytes: string
}

/** Exported so that a test can hold its plan. */
export const OVERVIEW_BUCKETS = `
  with ends as (
    select a.version as first, a.committed_at as starts, b.committed_at as ends
      from (select * from dl_table_versions where table_id = $1 order by version limit 1) a,
           (select * from dl_table_versions where table_id = $1 order by version desc limit 1) b
  )
  select ends.first,
      extract(epoch from ends.starts)::float8 * 1000 as "fromMs", extract(epoch from ends.ends)::float8 * 1000 as "toMs",
      v.version as "endVersion", v.total_files as "totalFiles", v.total_bytes as "totalBytes"
    from ends cross join generate_series(1, $2::int4) part cross join lateral (
      select version, total_files, total_bytes from dl_table_versions
        where table_id = $1
          and committed_at <= case when part = $2 then ends.ends else ends.starts + (ends.ends - ends.starts) * part / $2 end
        order by committed_at desc, version desc limit 1
    ) v
    order by part`

/** The course of a history in equal parts of time; undefined for a table without a commit. One probe of an index a part. */
export async function readOverview(
  database: Database,
  { tableId, buckets }: { readonly tableId: string; readonly buckets: number },
  signal: AbortSignal,
): Promise<Overview | undefined> {
  const [rows, { marks, needs }] = await Promise.all([
    queryUntil<BucketRow>(database, { text: OVERVIEW_BUCKETS, values: [tableId, buckets] }, signal),
    readMarks(database, tableId, signal),
  ])
  const [start, end] = [rows[0], rows.at(-1)]
  if (start === undefined || end === undefined) return undefined
  return {
    first: start.first,
    head: end.endVersion,
    fromMs: start.fromMs,
    toMs: start.toMs,
    buckets: rows.map(({ endVersion, totalFiles, totalBytes }) => ({
      endVersion,
      totalFiles,
      totalBytes: BigInt(totalBytes),
    })),
    marks: marks.slice(0, TIMELINE_MARKS_MAX),
    marksCut: marks.length > TIMELINE_MARKS_MAX,
    needs,
  }
}

function readMarks(
  database: Database,
  tableId: string,
  signal: AbortSignal,
): Promise<{ readonly marks: readonly OverviewMark[]; readonly needs: SideTable | null }> {
  const values = [tableId, TIMELINE_MARKS_MAX + 1]
  return withoutDenied(database, async may => {
    const needs = may(MIRRORED) ? null : MIRRORED
    const text = marksStatement(needs === null)
    return { marks: await queryUntil<OverviewMark>(database, { text, values }, signal), needs }
  })
}

const MIRRORED: SideTable = 'dl_mirror_status'

const marksStatement = (withCheckpoints: boolean) => `
  select changed.kind, changed.version, extract(epoch from v.committed_at)::float8 * 1000 as "committedAt"
    from (
      (select 'schema' as kind, version from dl_metadata_updates where table_id = $1 order by version desc limit $2)
      union
      (select 'protocol', version from dl_protocol_updates where table_id = $1 order by version desc limit $2)
      ${withCheckpoints ? CHECKPOINTS : ''}
    ) changed
    join dl_table_versions v on v.table_id = $1 and v.version = changed.version
    order by changed.kind = 'checkpoint', changed.version desc, changed.kind limit $2`

const CHECKPOINTS = `union
      (select 'checkpoint', version from dl_mirror_status
        where table_id = $1 and checkpoint_state is not null and checkpoint_state in ('written', 'verified')
        order by version desc limit $2)`
