import {
  HEALTH_RULES,
  type HealthRuleId,
  JUDGED_COMMITS,
  JUDGED_FILES_MIN,
  SMALL_FILE_BYTES,
  STALE_TXN_DAYS,
  TINY_COMMIT_BYTES,
  TOMBSTONE_DAYS,
} from '../../shared/health/health-rules.ts'
import type { Database } from './connection.ts'
import { denialOf } from './denial.ts'
import { liveFiles } from './live-files.ts'
import { type LongStatement, queryUntil } from './query-until.ts'

/** What was measured for one rule, and how. */
export interface HealthMeasurement {
  readonly rule: HealthRuleId
  /** Null where there is nothing to judge, and where it could not be measured. */
  readonly value: number | null
  /** The table that the database user would have to read to measure it; null where it was measured. */
  readonly needs: string | null
  /** The numbers behind the value, in words. */
  readonly detail: string | null
  /** The statement that gave it, ready to be run by hand. */
  readonly sql: string
  readonly tookMs: number
}

export interface HealthRequest {
  readonly tableId: string
  readonly version: bigint
}

/**
 * Measures every rule at a version, one short statement after the other: those about files read the live files once each,
 * the others a few index entries.
 */
export async function measureHealth(
  database: Database,
  { tableId, version }: HealthRequest,
  signal: AbortSignal,
): Promise<HealthMeasurement[]> {
  const measurements: HealthMeasurement[] = []
  for (const rule of RULE_IDS) {
    const text = STATEMENTS[rule]
    const started = performance.now()
    const measured = await measureRule(database, { text, values: [tableId, version] }, signal)
    const tookMs = performance.now() - started
    measurements.push({ rule, ...measured, sql: inline(text, tableId, version), tookMs })
  }
  return measurements
}

/** What the user may not read leaves its own rule open, and no other. */
async function measureRule(
  database: Database,
  statement: LongStatement,
  signal: AbortSignal,
): Promise<Pick<HealthMeasurement, 'value' | 'detail' | 'needs'>> {
  try {
    const [row] = await queryUntil<{ value: number | null; detail: string | null }>(database, statement, signal)
    return { value: row?.value ?? null, detail: row?.detail ?? null, needs: null }
  } catch (error) {
    const needs = denialOf(error)?.relation
    if (!needs) throw error
    return { value: null, detail: null, needs }
  }
}

const AT = '(select committed_at from dl_table_versions where table_id = $1 and version = $2)'

/** Each gives one row: the value to judge and the numbers behind it. */
const STATEMENTS: Record<HealthRuleId, string> = {
  'small-files': `
select case when count(*) >= ${JUDGED_FILES_MIN} then 100.0 * count(*) filter (where size < ${SMALL_FILE_BYTES}) / count(*) end::float8 as value,
    format('%s of %s files, %s bytes on average', count(*) filter (where size < ${SMALL_FILE_BYTES}), count(*), round(avg(size))) as detail
  from ${liveFiles('size')} files`,
  'partition-skew': `
with partitions as (
  select partition_values, sum(size) as bytes from ${liveFiles('partition_values, size')} files group by 1
)
select case when count(*) >= 4 then max(bytes) / nullif(percentile_disc(0.5) within group (order by bytes), 0) end::float8 as value,
    format('%s bytes in %s; %s partitions, the median has %s', max(bytes),
      (select partition_values::text from partitions order by bytes desc limit 1), count(*),
      percentile_disc(0.5) within group (order by bytes)) as detail
  from partitions`,
  'missing-statistics': `
select (100.0 * count(*) filter (where num_records is null) / nullif(count(*), 0))::float8 as value,
    format('%s of %s files', count(*) filter (where num_records is null), count(*)) as detail
  from ${liveFiles('num_records')} files`,
  'deleted-rows': `
select (100.0 * sum(num_deleted) / nullif(sum(num_records), 0))::float8 as value,
    format('%s of %s rows', sum(num_deleted), sum(num_records)) as detail
  from ${liveFiles('num_deleted, num_records')} files where num_deleted > 0 or num_records > 0`,
  'tiny-commits': `
select (100.0 * count(*) filter (where bytes_added < ${TINY_COMMIT_BYTES}) / nullif(count(*), 0))::float8 as value,
    format('%s of %s commits', count(*) filter (where bytes_added < ${TINY_COMMIT_BYTES}), count(*)) as detail
  from (
    select files_added, bytes_added from dl_table_versions
      where table_id = $1 and version <= $2 order by version desc limit ${JUDGED_COMMITS}
  ) newest where files_added > 0`,
  tombstones: `
select case when sum(files_removed) >= ${JUDGED_FILES_MIN} then 100 * sum(files_removed)
      / greatest(1, (select total_files from dl_table_versions where table_id = $1 and version = $2)) else 0 end::float8 as value,
    format('%s files removed since %s', coalesce(sum(files_removed), 0), min(committed_at)) as detail
  from dl_table_versions
  where table_id = $1 and version <= $2 and committed_at > ${AT} - interval '${TOMBSTONE_DAYS} days'`,
  'stale-transactions': `
with recursive apps as (
  (select left(app_id, 200) as app from dl_txn_actions where table_id = $1 order by left(app_id, 200) limit 1)
  union all
  select (select left(app_id, 200) from dl_txn_actions
      where table_id = $1 and left(app_id, 200) > apps.app order by left(app_id, 200) limit 1)
    from apps where apps.app is not null
)
select count(*) filter (where v.committed_at < ${AT} - interval '${STALE_TXN_DAYS} days')::float8 as value,
    format('of %s applications', count(*)) as detail
  from apps cross join lateral (
    select version from dl_txn_actions
      where table_id = $1 and left(app_id, 200) = apps.app and version <= $2 order by version desc limit 1
  ) newest
  join dl_table_versions v on v.table_id = $1 and v.version = newest.version
  where apps.app is not null`,
  'unpublished-tail': `
select case when exists (select from dl_mirror_status where table_id = $1) then $2::int8 - coalesce(max(version), -1) end::float8 as value,
    'last published: ' || coalesce(max(version)::text, 'none') as detail
  from (
    select version from dl_mirror_status
      where table_id = $1 and version <= $2 and state = 'published' order by version desc limit 1
  ) published`,
  gaps: `
select (max(version) - min(version) + 1 - count(*))::float8 as value,
    format('%s versions from %s to %s', count(*), min(version), max(version)) as detail
  from dl_table_versions where table_id = $1 and version <= $2`,
  totals: `
select (abs(v.total_files - f.files) + abs(v.total_bytes - f.bytes))::float8 as value,
    format('%s files and %s bytes in the ledger, %s and %s counted', v.total_files, v.total_bytes, f.files, f.bytes) as detail
  from dl_table_versions v
  cross join (select count(*) as files, coalesce(sum(size), 0) as bytes from ${liveFiles('size')} files) f
  where v.table_id = $1 and v.version = $2`,
}

function isRule(id: string): id is HealthRuleId {
  return Object.hasOwn(HEALTH_RULES, id)
}

const RULE_IDS = Object.keys(HEALTH_RULES).filter(isRule)

function inline(text: string, tableId: string, version: bigint): string {
  return `${text.trim().replaceAll('$1', `'${tableId}'`).replaceAll('$2', String(version))};`
}
