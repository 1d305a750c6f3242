import type { FacetCounts, TableFacets } from '../../shared/contract/tables.ts'
import { JUDGED_FILES_MIN, SMALL_FILE_BYTES } from '../../shared/health/health-rules.ts'
import { FACET_VALUES_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'
import { type MayRead, withoutDenied } from './side-tables.ts'

const MIRROR_FACTS = `
  left join lateral (
    select version as published from dl_mirror_status m
      where m.table_id = t.table_id and m.state = 'published' order by version desc limit 1
  ) mirrored on true
  left join lateral (
    select state as waiting from dl_mirror_status m
      where m.table_id = t.table_id and m.state <> 'published' order by version limit 1
  ) held on true
  left join lateral (
    select case
      when held.waiting in ('failed', 'diverged') then held.waiting
      when mirrored.published is null and held.waiting is null then 'none'
      when mirrored.published = t.current_version then 'published'
      else 'behind' end as mirror
  ) state on true`

/** In their place where the mirror's rows may not be read. */
const NO_MIRROR_FACTS = `left join (select 'unreadable'::text as mirror) state on true
  left join (select null::int8 as published) mirrored on true`

const PROTOCOL_FACTS = `
  left join lateral (
    select reader_features || writer_features as features, p.min_reader_version, p.min_writer_version
      from dl_protocol_updates p
      where p.table_id = t.table_id and p.version = v.protocol_version order by p.ordinal desc limit 1
  ) protocol on true`

/** Facts of a table `t` with its head `v` that stand elsewhere: how far its mirror is, and its protocol. A probe each. */
export function headFacts(may: MayRead): string {
  return `${may('dl_mirror_status') ? MIRROR_FACTS : NO_MIRROR_FACTS} ${PROTOCOL_FACTS}`
}

const IS_SMALL = `(v.total_files >= ${JUDGED_FILES_MIN} and v.total_bytes < v.total_files * ${SMALL_FILE_BYTES})`
const UNKNOWN_ROWS = '(v.version is not null and v.total_rows is null)'

/** Conditions on a table `t`, its head `v` and `headFacts`; values of one facet are alternatives. */
export function facetConditions(
  { committers, mirror, features, findings, staleDays }: TableFacets,
  bind: (value: unknown) => string,
): string[] {
  const quick = { 'small-on-average': IS_SMALL, 'unknown-rows': UNKNOWN_ROWS }
  return [
    ...(committers ? [`v.committer = any (${bind(committers)}::text[])`] : []),
    ...(mirror ? [`state.mirror = any (${bind(mirror)}::text[])`] : []),
    ...(features ? [`protocol.features && ${bind(features)}::text[]`] : []),
    ...(findings ? [`(${findings.map(finding => quick[finding]).join(' or ')})`] : []),
    ...(staleDays === undefined ? [] : [`v.committed_at < now() - ${bind(staleDays)}::int4 * interval '1 day'`]),
  ]
}

/** How many of the tables that a search finds have each value of each facet: one pass over the heads of all tables. */
export async function countFacets(database: Database, search: string, signal: AbortSignal): Promise<FacetCounts> {
  const countBy = (may: MayRead) => `
    with heads as materialized (
      select v.committer, state.mirror, protocol.features, v.committed_at,
          ${IS_SMALL} as is_small, ${UNKNOWN_ROWS} as unknown_rows
        from dl_tables t left join dl_table_versions v on v.table_id = t.table_id and v.version = t.current_version
        ${headFacts(may)}
        where strpos(lower(t.name), lower($1)) > 0
    )
    (select 'committers' as facet, committer as value, count(*)::int4 as count
      from heads where committer is not null group by 2 order by 3 desc, 2 limit $2)
    union all select 'mirror', mirror, count(*)::int4 from heads group by 2
    union all (select 'features', feature, count(*)::int4
      from (select distinct h.committed_at, h.committer, h.number, feature
        from (select *, row_number() over () as number from heads) h cross join unnest(h.features) feature) f
      group by 2 order by 3 desc, 2 limit $2)
    union all select 'findings', 'small-on-average', count(*)::int4 from heads where is_small
    union all select 'findings', 'unknown-rows', count(*)::int4 from heads where unknown_rows
    union all select 'staleDays', days::text, count(*)::int4
      from unnest(array[1, 7, 30, 90]) days join heads on committed_at < now() - days * interval '1 day' group by days`
  const values = [search, FACET_VALUES_MAX]
  const rows = await withoutDenied(database, may =>
    queryUntil<{ facet: keyof FacetCounts; value: string; count: number }>(
      database,
      { text: countBy(may), values },
      signal,
    ),
  )
  const counts: FacetCounts = { committers: [], mirror: [], features: [], findings: [], staleDays: [] }
  for (const { facet, value, count } of rows) if (count > 0) counts[facet].push({ value, count })
  counts.staleDays.sort((a, b) => Number(a.value) - Number(b.value))
  return counts
}
