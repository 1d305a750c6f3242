import type { FilterState, ResolvedPlainTerm, ResolvedTerm } from '../../shared/history/filter.ts'
import { VERSION_MAX } from '../../shared/limits.ts'
import type { Names } from './vocabulary.ts'

/** One term as SQL. */
export interface FilterPart {
  /**
   * A condition on a row `v` of the ledger. Its probes of other tables end in `offset 0`: the planner must not make a join
   * of them that reads the whole table.
   */
  readonly check: string
  /**
   * Exactly the versions that fit, from one index and in its order: between `$3` (inclusive) and `$2` (exclusive) of table `$1`,
   * newest first, at most `$4`. Undefined where only a look at the versions themselves can tell.
   */
  readonly source?: string
}

export const EVERY_VERSION = `
  select version from dl_table_versions
    where table_id = $1 and version < $2 and version >= $3 order by version desc limit $4`

/** Of a number with as many digits as the ledger can hold. */
const SIZE_CLASS_MAX = 389

type Bind = (value: unknown, type: string) => string

/** What a term is in SQL; `bind` takes a value and gives its place in the statement. Undefined for a range of versions. */
export function filterPart(term: ResolvedTerm, names: Names, bind: Bind): FilterPart | undefined {
  switch (term.kind) {
    case 'versions':
    case 'time':
      return undefined
    case 'not':
      return negatedPart(term.term, names, bind)
    case 'operation':
    case 'committer':
      return namedPart(`left(v.${term.kind}, 200)`, bind(names.get(term) ?? [], 'text[]'))
    case 'app':
      return appPart(bind(names.get(term) ?? [], 'text[]'))
    case 'path':
      return { check: pathCheck(bind(term.text, 'text')) }
    case 'state':
      return STATES[term.state]
    case 'measure':
      return measurePart(MEASURES[term.measure], term.comparison, bind(String(term.value), 'numeric'))
  }
}

/** No index names what does not fit: it is a check on what the other terms, or the history itself, offer. */
function negatedPart(term: ResolvedPlainTerm, names: Names, bind: Bind): FilterPart | undefined {
  if (term.kind === 'versions') {
    const [from, to] = [bind(String(term.from ?? 0n), 'int8'), bind(String(term.to ?? VERSION_MAX), 'int8')]
    return { check: `v.version not between ${from} and ${to}` }
  }
  const part = filterPart(term, names, bind)
  return part && { check: `not coalesce((${part.check}), false)` }
}

function namedPart(column: string, wanted: string): FilterPart {
  return {
    check: `${column} = any (${wanted})`,
    source: perValue(`unnest(${wanted})`, 'dl_table_versions v', `${column} = wanted.value`),
  }
}

function appPart(wanted: string): FilterPart {
  const fits = 'x.table_id = v.table_id and x.version = v.version'
  return {
    check: `exists (select from dl_txn_actions x where ${fits} and left(x.app_id, 200) = any (${wanted}) offset 0)`,
    source: perValue(`unnest(${wanted})`, 'dl_txn_actions v', 'left(v.app_id, 200) = wanted.value'),
  }
}

const MEASURES = {
  files: 'v.files_added + v.files_removed',
  bytes: 'v.bytes_added + v.bytes_removed',
  rows: 'v.rows_added + v.rows_removed',
} as const

function measurePart(sum: string, comparison: string, value: string): FilterPart {
  const size = sizeClass(value)
  const [from, to] = comparison.startsWith('<') ? ['0', size] : [size, comparison === '=' ? size : SIZE_CLASS_MAX]
  const fits = `${sum} ${comparison} ${value}`
  return {
    check: fits,
    source: perValue(
      `generate_series(${from}, ${to})`,
      'dl_table_versions v',
      `${sizeClass(sum)} = wanted.value and ${fits}`,
    ),
  }
}

/** How many digits a number has and which is the first, as the indexes by size have it. */
function sizeClass(number: string): string {
  return `(length((${number})::text) * 10 + left((${number})::text, 1)::int4)`
}

/** One range of an index for each value, joined in the order of versions. */
function perValue(values: string, table: string, fits: string): string {
  return `
    select distinct ranges.version from ${values} wanted(value) cross join lateral (
      select v.version from ${table}
        where v.table_id = $1 and ${fits} and v.version < $2 and v.version >= $3
        order by v.version desc limit $4
    ) ranges order by version desc limit $4`
}

const IN_RANGE = 'table_id = $1 and version < $2 and version >= $3'
const NOT_PUBLISHED = `not exists (select from dl_mirror_status m
  where m.table_id = v.table_id and m.version = v.version and m.state = 'published' offset 0)`

const STATES: Record<FilterState, FilterPart> = {
  schema: { check: 'v.num_metadata > 0', source: versionsOf('dl_metadata_updates') },
  protocol: { check: 'v.num_protocol > 0', source: versionsOf('dl_protocol_updates') },
  unpublished: { check: NOT_PUBLISHED, source: unpublishedVersions() },
  failed: {
    check: `exists (select from dl_mirror_status m
      where m.table_id = v.table_id and m.version = v.version and m.state in ('failed', 'diverged') offset 0)`,
    source: `select version from dl_mirror_status
      where ${IN_RANGE} and state <> 'published' and state in ('failed', 'diverged') order by version desc limit $4`,
  },
  foreign: {
    check: "v.writer = 'foreign'",
    source: `select version from dl_table_versions
      where ${IN_RANGE} and writer = 'foreign' order by version desc limit $4`,
  },
  append: { check: 'v.files_added > 0 and v.files_removed = 0' },
  rewrite: { check: 'v.files_removed > 0' },
  quiet: { check: 'v.files_added = 0 and v.files_removed = 0' },
  noted: {
    check: 'exists (select from dl_version_notes n where n.table_id = v.table_id and n.version = v.version offset 0)',
    source: versionsOf('dl_version_notes'),
  },
}

function versionsOf(table: string): string {
  return `select distinct version from (
    select version from ${table} where ${IN_RANGE} order by version desc limit $4
  ) found order by version desc limit $4`
}

/**
 * Versions are published in order, so the mirror's rows have no gap: what has no row is newer than all of them or older
 * than all of them, and of the others an index knows those that are not published.
 */
function unpublishedVersions(): string {
  const newest = '(select max(version) from dl_mirror_status where table_id = $1)'
  const oldest = '(select min(version) from dl_mirror_status where table_id = $1)'
  return `
    select version from (
      (select version from dl_table_versions
        where ${IN_RANGE} and version > coalesce(${newest}, -1) order by version desc limit $4)
      union all
      (select version from dl_mirror_status
        where ${IN_RANGE} and state <> 'published' order by version desc limit $4)
      union all
      (select version from dl_table_versions
        where ${IN_RANGE} and version < ${oldest} order by version desc limit $4)
    ) found order by version desc limit $4`
}

function pathCheck(text: string): string {
  const probes = ['dl_add_files', 'dl_remove_files', 'dl_cdc_files'].map(
    table => `exists (select from ${table} x
      where x.table_id = v.table_id and x.version = v.version and strpos(x.path, ${text}) > 0 offset 0)`,
  )
  return `(${probes.join(' or ')})`
}
