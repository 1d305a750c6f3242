import type { VersionSummary } from '../../shared/contract/schemas.ts'
import type { ResolvedTerm } from '../../shared/history/filter.ts'
import { FILTER_CANDIDATES_MAX, FILTER_MS_MAX, VERSION_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { readHeadVersion } from './head-version.ts'
import { queryUntil } from './query-until.ts'
import { type MayRead, withoutDenied } from './side-tables.ts'
import { type FilterPart, filterPart } from './version-filter.ts'
import { versionsThat } from './version-sources.ts'
import { mirrorOf, toVersionSummary, VERSION_COLUMNS, type VersionRow } from './versions.ts'
import { resolveNames } from './vocabulary.ts'

export interface FindRequest {
  readonly tableId: string
  /** A version must fit all of them. */
  readonly filter: readonly ResolvedTerm[]
  /** Exclusive; absent: from the head. */
  readonly before?: bigint | undefined
  readonly limit: number
}

export interface FoundVersions {
  /** Newest first. */
  readonly versions: VersionSummary[]
  /** All versions from here on are looked at; what `before` is to go on. Null where none is left. */
  readonly next: bigint | null
}

interface Search {
  readonly tableId: string
  readonly from: bigint
  /** What the terms bind, behind the four that every source has. */
  readonly bound: readonly Bound[]
  /** Checked on the candidates. */
  readonly parts: readonly FilterPart[]
  /** Gives the candidates. */
  readonly source: string
  /** The source reads what does not fit, too: no statement goes further than a stretch of versions. */
  readonly isWalk: boolean
}

interface Bound {
  readonly value: unknown
  readonly type: string
}

/** Probing further would cost more than driving by the wrong index. */
const PROBED_MAX = 1_000
/** The first stretch of a walk, and how long one may take for the next one to be longer. */
const STRETCH_MIN = 2_000n
const STRETCH_MS_MAX = 60
const STRETCH_GROWTH = 4n

/**
 * Versions that fit a filter. The rarest term drives: its index names the candidates, the other terms are checked on
 * them; a term alone is one query of its index. Where these let few pass, the search ends after a while with what it has and tells how far it came, so that no
 * statement runs long and an abort of `signal` takes effect at once.
 */
export async function findVersions(
  database: Database,
  { tableId, filter, before = VERSION_MAX, limit }: FindRequest,
  signal: AbortSignal,
): Promise<FoundVersions> {
  const range = await readRange(database, tableId, filter, signal)
  const search = await planSearch(database, tableId, filter, range.from, signal)
  const started = performance.now()
  const versions: VersionSummary[] = []
  // A walk begins where there is something to see.
  const end = search.isWalk ? ((await readHeadVersion(database, tableId)) ?? -1n) + 1n : VERSION_MAX
  let next: bigint | null = [before, range.before, end].reduce((least, each) => (each < least ? each : least))
  let batch = search.parts.length > 0 ? limit * 4 : limit + 1
  let stretch = STRETCH_MIN
  while (next !== null && versions.length <= limit && performance.now() - started < FILTER_MS_MAX) {
    const wanted: number = limit + 1 - versions.length
    const lowest: bigint = search.isWalk && next - stretch > search.from ? next - stretch : search.from
    const began = performance.now()
    const found: Batch = await readBatch(database, search, { before: next, from: lowest, batch, wanted }, signal)
    versions.push(...found.versions)
    next = found.next ?? (lowest > search.from ? lowest : null)
    batch = Math.min(FILTER_CANDIDATES_MAX, batch * 4)
    if (performance.now() - began < STRETCH_MS_MAX) stretch *= STRETCH_GROWTH
  }
  if (versions.length <= limit) return { versions, next }
  const shown = versions.slice(0, limit)
  return { versions: shown, next: shown.at(-1)?.version ?? null }
}

interface Stretch {
  /** Exclusive. */
  readonly before: bigint
  /** Inclusive. */
  readonly from: bigint
  /** How many candidates are looked at, and how many of them are wanted at most. */
  readonly batch: number
  readonly wanted: number
}

interface Batch {
  readonly versions: VersionSummary[]
  /** Where to go on in the stretch; null where it is looked through. */
  readonly next: bigint | null
}

type BatchRow = VersionRow & {
  readonly examined: number
  readonly lowest: bigint | null
  readonly version: bigint | null
}

async function readBatch(
  database: Database,
  { tableId, bound, parts, source }: Search,
  { before, from, batch, wanted }: Stretch,
  signal: AbortSignal,
): Promise<Batch> {
  const values = [tableId, before, from, batch, ...bound.map(({ value }) => value), wanted]
  const rows = await withoutDenied(database, may =>
    queryUntil<BatchRow>(database, { text: findStatement(source, parts, bound, may), values }, signal),
  )
  const versions = rows.flatMap(row => (row.version === null ? [] : [toVersionSummary(row)]))
  const [{ examined, lowest } = { examined: 0, lowest: null }] = rows
  if (versions.length === wanted) return { versions, next: versions.at(-1)?.version ?? null }
  return { versions, next: examined < batch ? null : lowest }
}

/** Exported so that a test can hold its plan. The last parameter is how many versions are wanted. */
export function findStatement(
  source: string,
  parts: readonly FilterPart[],
  bound: readonly Bound[],
  may: MayRead = () => true,
): string {
  const checks = parts.map(({ check }) => ` and ${check}`).join('')
  return `
    with ${parameterTypes(bound)} candidates as materialized (${source}),
    matches as (
      select v.* from candidates c
        cross join lateral (select * from dl_table_versions l where l.table_id = $1 and l.version = c.version offset 0) v
        where true${checks}
        order by c.version desc limit $${bound.length + 5}
    )
    select extent.examined, extent.lowest, ${VERSION_COLUMNS}
      from (select count(*)::int4 as examined, min(version) as lowest from candidates) extent
      left join matches v on true ${mirrorOf(may)}
      order by v.version desc`
}

/** Names the type of every parameter, also of those that a statement has no use for. It is never run. */
function parameterTypes(bound: readonly Bound[]): string {
  if (bound.length === 0) return ''
  return `parameters as (select ${bound.map(({ type }, index) => `$${index + 5}::${type}`).join(', ')}),`
}

async function planSearch(
  database: Database,
  tableId: string,
  filter: readonly ResolvedTerm[],
  from: bigint,
  signal: AbortSignal,
): Promise<Search> {
  const names = await resolveNames(database, tableId, filter, signal)
  const bound: Bound[] = []
  const bind = (value: unknown, type: string): string => `$${bound.push({ value, type }) + 4}::${type}`
  const parts = filter.flatMap(term => filterPart(term, names, bind) ?? [])
  const search = { tableId, from, bound, parts }
  const driver = await chooseDriver(database, search, signal)
  return {
    ...search,
    parts: parts.filter(part => part !== driver),
    source: driver?.source ?? versionsThat('true'),
    isWalk: driver?.walk !== undefined,
  }
}

/**
 * The term whose index has the fewest candidates. Where these are many, reading all names of files costs less than asking each
 * candidate for the names of its own; the history is walked through where no term is a range of an index.
 */
async function chooseDriver(
  database: Database,
  { tableId, from, bound, parts }: Pick<Search, 'tableId' | 'from' | 'bound' | 'parts'>,
  signal: AbortSignal,
): Promise<FilterPart | undefined> {
  const drivers = parts.filter(({ walk }) => walk === undefined)
  const walked = parts.find(({ walk }) => walk === 'files') ?? parts.find(({ walk }) => walk === 'history')
  if (drivers.length === 0) return walked
  if (parts.length === 1) return drivers[0]
  const counts = drivers.map(({ source }, index) => `(select count(*)::int4 from (${source}) s) as "${index}"`)
  const text = `with ${parameterTypes(bound)} nothing as (select) select ${counts.join(', ')}`
  const values = [tableId, VERSION_MAX, from, PROBED_MAX, ...bound.map(({ value }) => value)]
  const [row = {}] = await queryUntil<Record<string, number>>(database, { text, values }, signal)
  const rarest = drivers.map((part, index) => ({ part, count: row[index] ?? PROBED_MAX }))
  const { part, count } = rarest.reduce((best, next) => (next.count < best.count ? next : best))
  return count === PROBED_MAX && walked?.walk === 'files' ? walked : part
}

/** The versions that terms of time and version leave; two probes of an index for each moment. */
async function readRange(
  database: Database,
  tableId: string,
  filter: readonly ResolvedTerm[],
  signal: AbortSignal,
): Promise<{ from: bigint; before: bigint }> {
  const range = { from: 0n, before: VERSION_MAX }
  for (const bounds of await Promise.all(filter.map(term => boundsOf(database, tableId, term, signal)))) {
    if (bounds.from > range.from) range.from = bounds.from
    if (bounds.before < range.before) range.before = bounds.before
  }
  return range
}

async function boundsOf(
  database: Database,
  tableId: string,
  term: ResolvedTerm,
  signal: AbortSignal,
): Promise<{ from: bigint; before: bigint }> {
  if (term.kind === 'versions') {
    const before = term.to === undefined || term.to === VERSION_MAX ? VERSION_MAX : term.to + 1n
    return { from: term.from ?? 0n, before }
  }
  if (term.kind !== 'time') return { from: 0n, before: VERSION_MAX }
  const moment = "timestamptz 'epoch' + $2::float8 * interval '1 ms'"
  const isSince = term.side === 'since'
  const text = isSince
    ? `select version from dl_table_versions where table_id = $1 and committed_at >= ${moment}
         order by committed_at, version limit 1`
    : `select version from dl_table_versions where table_id = $1 and committed_at < ${moment} + interval '1 ms'
         order by committed_at desc, version desc limit 1`
  const [row] = await queryUntil<{ version: bigint }>(database, { text, values: [tableId, term.timeMs] }, signal)
  if (isSince) return { from: row?.version ?? VERSION_MAX, before: VERSION_MAX }
  return { from: 0n, before: row === undefined ? 0n : row.version + 1n }
}
