import type { Database } from './connection.ts'
import type { MirrorErrorClass } from './mirrors.ts'

/** What happened to mirrors in one stretch of time. */
export interface PaceBucket {
  readonly atMs: number
  readonly published: number
  readonly failed: number
  readonly lagP50Ms: number | null
  readonly lagP99Ms: number | null
}

export interface Pace {
  readonly bucketMs: number
  readonly buckets: readonly PaceBucket[]
  readonly lagP50Ms: number | null
  readonly lagP99Ms: number | null
}

const BUCKET_MS = 30_000
const BUCKETS = 30

/**
 * How publishing went in the last quarter of an hour, of one table or of all: one range of an index by time. A version
 * lags from its commit to its publication, or from when the
 * target was set; an imported one has the time of its source and is not counted.
 */
export async function readPace({ pool }: Database, tableId: string | undefined): Promise<Pace> {
  const { rows } = await pool.query<PaceBucket & { bucket: number }>({
    name: 'mirror_pace',
    text: `with recent as (
             select floor((extract(epoch from clock_timestamp() - s.published_at) * 1000)::float8 / $2)::int as bucket,
                 case when v.writer <> 'import'
                   then extract(epoch from s.published_at - greatest(v.committed_at, m.set_at))::float8 * 1000 end as lag
               from dl_mirror_status s join dl_table_versions v on v.table_id = s.table_id and v.version = s.version
                 join dl_mirrors m on m.table_id = s.table_id
               where s.published_at > clock_timestamp() - $2::float8 * $3::int * interval '1 ms'
                 and ($1::uuid is null or s.table_id = $1)
           ), failed as (
             select floor(((extract(epoch from clock_timestamp()) * 1000)::float8 - (f->>'at')::float8) / $2)::int as bucket
               from dl_mirrors m, jsonb_array_elements(m.failures) f
               where m.failures <> '[]' and ($1::uuid is null or m.table_id = $1)
           ), lags as (
             select bucket, count(*)::int as published,
                 percentile_cont(0.5) within group (order by lag) as p50, percentile_cont(0.99) within group (order by lag) as p99
               from recent group by grouping sets ((bucket), ())
           )
           select coalesce(l.bucket, -1) as bucket, coalesce(l.published, 0) as published, l.p50 as "lagP50Ms",
               l.p99 as "lagP99Ms", 0 as failed from lags l
           union all
           select bucket, 0, null, null, count(*)::int from failed where bucket between 0 and $3 - 1 group by bucket`,
    values: [tableId ?? null, BUCKET_MS, BUCKETS],
  })
  const nowMs = Date.now()
  const buckets = Array.from({ length: BUCKETS }, (_, index): PaceBucket => {
    const of = rows.filter(({ bucket }) => bucket === BUCKETS - 1 - index)
    return {
      atMs: nowMs - (BUCKETS - index) * BUCKET_MS,
      published: of.reduce((sum, { published }) => sum + published, 0),
      failed: of.reduce((sum, { failed }) => sum + failed, 0),
      lagP50Ms: of.find(({ lagP50Ms }) => lagP50Ms !== null)?.lagP50Ms ?? null,
      lagP99Ms: of.find(({ lagP99Ms }) => lagP99Ms !== null)?.lagP99Ms ?? null,
    }
  })
  const total = rows.find(({ bucket }) => bucket === -1)
  return { bucketMs: BUCKET_MS, buckets, lagP50Ms: total?.lagP50Ms ?? null, lagP99Ms: total?.lagP99Ms ?? null }
}

/** A failed attempt. Times are milliseconds since 1970. */
export interface FailedAttempt {
  readonly atMs: number
  readonly version: bigint | null
  readonly errorClass: MirrorErrorClass
  readonly message: string
}

/** The failed attempts of a mirror that are kept, newest first. */
export async function readAttempts({ pool }: Database, tableId: string): Promise<FailedAttempt[]> {
  const { rows } = await pool.query<FailedAttempt>(
    `select (f->>'at')::float8 as "atMs", (f->>'version')::int8 as version, f->>'class' as "errorClass", f->>'message' as message
       from dl_mirrors m, jsonb_array_elements(m.failures) with ordinality as of_mirror (f, place)
       where m.table_id = $1 order by place`,
    [tableId],
  )
  return rows
}
