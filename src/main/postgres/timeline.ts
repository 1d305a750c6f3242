import type { Timeline, TimelineLanes } from '../../shared/contract/histories.ts'
import { TIMELINE_LANES_MAX, TIMELINE_SPANS_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'

export interface TimelineRequest {
  readonly tableId: string
  /** Milliseconds since 1970, both inclusive. */
  readonly fromMs: number
  readonly toMs: number
  /** What a lane stands for; `app` is the application of a commit's first txn action. */
  readonly lanes: TimelineLanes
  /** Parts that commits are counted in where they are too many to be sent one by one. */
  readonly buckets: number
}

/** The lane of everything that has none of its own. */
export const OTHER_LANE = '…'

/** The lane of commits without a txn action. */
const NO_APP_LANE = 'no application'

/** The ledger `v` between two versions with the `name` of each commit's lane. */
function laned(lanes: TimelineLanes, first: string, last: string): string {
  const within = (table: string) => `${table}.table_id = $1 and ${table}.version between ${first} and ${last}`
  if (lanes !== 'app') return `(select *, left(${lanes}, 200) as name from dl_table_versions l where ${within('l')}) v`
  return `(
    select l.*, coalesce(t.app, '${NO_APP_LANE}') as name from dl_table_versions l left join (
      select distinct on (x.version) x.version, left(x.app_id, 200) as app from dl_txn_actions x
        where ${within('x')} order by x.version, x.ordinal
    ) t on t.version = l.version where ${within('l')}
  ) v`
}

const MOMENT = (parameter: string) => `timestamptz 'epoch' + ${parameter}::float8 * interval '1 ms'`

/** The commits of a stretch of time: each of them, or their number by lane and part where they are more than can be drawn. */
export async function readTimeline(
  database: Database,
  request: TimelineRequest,
  signal: AbortSignal,
): Promise<Timeline> {
  const { tableId, fromMs, toMs } = request
  const [range] = await queryUntil<{ first: bigint | null; last: bigint | null }>(
    database,
    {
      text: `select
          (select version from dl_table_versions where table_id = $1 and committed_at >= ${MOMENT('$2')}
            order by committed_at, version limit 1) as first,
          (select version from dl_table_versions
            where table_id = $1 and committed_at < ${MOMENT('$3')} + interval '1 ms'
            order by committed_at desc, version desc limit 1) as last`,
      values: [tableId, fromMs, toMs],
    },
    signal,
  )
  const { first, last } = range ?? {}
  if (first == null || last == null || first > last) return { kind: 'empty' }
  const isDrawable = last - first < BigInt(TIMELINE_SPANS_MAX)
  return isDrawable
    ? readSpans(database, request, { first, last }, signal)
    : readCells(database, request, { first, last }, signal)
}

interface Range {
  readonly first: bigint
  readonly last: bigint
}

interface SpanRow {
  readonly name: string
  readonly committedAt: number
  readonly durationMs: number
  readonly shape: number
}

/** What Spark and delta-rs call the time that an operation took, wherever in the commit's provenance it stands. */
const DURATION = `substring(commit_info from '"(?:executionTimeMs|execution_time_ms)"\\s*:\\s*"?(\\d{1,12})')`

async function readSpans(
  database: Database,
  { tableId, lanes }: TimelineRequest,
  { first, last }: Range,
  signal: AbortSignal,
): Promise<Timeline> {
  const text = `
    select name, extract(epoch from committed_at)::float8 * 1000 as "committedAt",
        coalesce(${DURATION}::float8, -1) as "durationMs",
        case when kind = 'base' then 5 when num_protocol > 0 then 4 when num_metadata > 0 then 3
          when files_removed > 0 then 2 when files_added > 0 then 1 else 0 end as shape
      from ${laned(lanes, '$2', '$3')} order by version`
  const rows = await queryUntil<SpanRow>(database, { text, values: [tableId, first, last] }, signal)
  const counts = new Map<string, number>()
  for (const { name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = laneNames([...counts].map(([name, count]) => ({ name, count })))
  const laneOf = new Map(names.map((name, lane) => [name, lane]))
  return {
    kind: 'spans',
    first,
    last,
    lanes: names,
    committedAt: rows.map(row => row.committedAt),
    durationMs: rows.map(row => row.durationMs),
    lane: rows.map(({ name }) => laneOf.get(name) ?? names.length - 1),
    shape: rows.map(row => row.shape),
  }
}

interface CellRow {
  readonly name: string
  readonly part: number
  readonly count: number
}

/** Reads no more than an index of the ledger; where the parts begin is found by a probe each. */
export function cellsStatement(lanes: TimelineLanes): string {
  return `
    with bounds as (
      select array(
        select v.version
          from generate_series(1, $6::int4 - 1) part cross join lateral (
            select coalesce((
              select version from dl_table_versions
                where table_id = $1 and committed_at >= ${MOMENT('($2::float8 + ($3::float8 - $2::float8) * part / $6)')}
                order by committed_at, version limit 1
            ), $5::int8 + 1) as version
          ) v
          order by part
      ) as versions
    )
    select name, width_bucket(version, (select versions from bounds)) as part,
        count(*)::int4 as count
      from ${laned(lanes, '$4', '$5')}
      group by 1, 2`
}

async function readCells(
  database: Database,
  { tableId, fromMs, toMs, lanes, buckets }: TimelineRequest,
  { first, last }: Range,
  signal: AbortSignal,
): Promise<Timeline> {
  const values = [tableId, fromMs, toMs, first, last, buckets]
  const rows = await queryUntil<CellRow>(database, { text: cellsStatement(lanes), values }, signal)
  const names = laneNames(rows)
  const laneOf = new Map(names.map((name, lane) => [name, lane]))
  const counts = names.map(() => Array.from({ length: buckets }, () => 0))
  for (const { name, part, count } of rows) {
    const lane = counts[laneOf.get(name) ?? names.length - 1]
    if (lane) lane[part] = (lane[part] ?? 0) + count
  }
  return { kind: 'cells', first, last, lanes: names, counts }
}

/** The busiest lanes first; what does not fit goes into the last one. */
function laneNames(rows: readonly { readonly name: string; readonly count: number }[]): string[] {
  const totals = new Map<string, number>()
  for (const { name, count } of rows) totals.set(name, (totals.get(name) ?? 0) + count)
  const names = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name)
  return names.length > TIMELINE_LANES_MAX ? [...names.slice(0, TIMELINE_LANES_MAX - 1), OTHER_LANE] : names
}
