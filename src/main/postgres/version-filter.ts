import type {
  Comparison,
  FilterState,
  NegatedTerm,
  ResolvedPlainTerm,
  ResolvedTerm,
} from '../../shared/history/filter.ts'
import { VERSION_MAX } from '../../shared/limits.ts'
import { IN_RANGE, perValue, unionOf, unpublishedVersions, versionsOf, versionsThat } from './version-sources.ts'
import type { Names } from './vocabulary.ts'

/** One term as SQL. */
export interface FilterPart {
  /**
   * A condition on a row `v` of the ledger. Its probes of other tables end in `offset 0`: the planner must not make a join
   * of them that reads the whole table.
   */
  readonly check: string
  /**
   * Exactly the versions that fit, by an index and in its order: between `$3` (inclusive) and `$2` (exclusive) of table `$1`,
   * newest first, at most `$4`.
   */
  readonly source: string
  /** The index gives an order and no choice: what does not fit is read, too, so that a search goes stretch by stretch. */
  readonly walk?: 'files' | 'history'
}

type Bind = (value: unknown, type: string) => string

/** What a term is in SQL; `bind` takes a value and gives its place in the statement. Undefined for a range of versions. */
export function filterPart(term: ResolvedTerm, names: Names, bind: Bind): FilterPart | undefined {
  switch (term.kind) {
    case 'versions':
    case 'time':
      return undefined
    case 'not':
      return negatedPart(term, names, bind)
    case 'operation':
    case 'committer':
      return namedPart(`left(v.${term.kind}, 200)`, bind(names.get(term) ?? [], 'text[]'))
    case 'app':
      return appPart(bind(names.get(term) ?? [], 'text[]'))
    case 'path':
      return pathPart(bind(term.text, 'text'))
    case 'state':
      return STATES[term.state]
    case 'measure':
      return measurePart(MEASURES[term.measure], term.comparison, bind(String(term.value), 'numeric'))
  }
}

/** What fits the opposite: ranges of the same index where these have an end, else the history without what fits the term. */
function negatedPart(negated: NegatedTerm<ResolvedPlainTerm>, names: Names, bind: Bind): FilterPart | undefined {
  const { term } = negated
  switch (term.kind) {
    case 'time':
      return undefined
    case 'versions': {
      const [from, to] = [bind(String(term.from ?? 0n), 'int8'), bind(String(term.to ?? VERSION_MAX), 'int8')]
      return {
        check: `v.version not between ${from} and ${to}`,
        source: unionOf(versionsThat(`v.version > ${to}`), versionsThat(`v.version < ${from}`)),
      }
    }
    case 'operation':
    case 'committer': {
      const others = names.get(negated)
      if (others) return namedPart(`left(v.${term.kind}, 200)`, bind(others, 'text[]'))
      break
    }
    case 'measure': {
      const sum = MEASURES[term.measure]
      const value = bind(String(term.value), 'numeric')
      const opposite = OPPOSITES[term.comparison].map(comparison => measurePart(sum, comparison, value))
      const isUnknown = `(${sum}) is null`
      return {
        check: `(${[...opposite.map(({ check }) => check), isUnknown].join(' or ')})`,
        source: unionOf(
          ...opposite.map(({ source }) => source),
          ...(term.measure === 'rows' ? [versionsThat(`${sizeClass(sum)} is null`)] : []),
        ),
      }
    }
    case 'state': {
      const changes = CHANGES[term.state]
      if (changes) return changePart(ALL_CHANGES.filter(change => !changes.includes(change)))
      break
    }
    case 'app':
    case 'path':
  }
  const part = filterPart(term, names, bind)
  if (!part) return undefined
  const check = `not coalesce((${part.check}), false)`
  return { check, source: versionsThat(check), walk: 'history' }
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

const OPPOSITES: Readonly<Record<Comparison, readonly Comparison[]>> = {
  '>': ['<='],
  '>=': ['<'],
  '<': ['>='],
  '<=': ['>'],
  '=': ['<', '>'],
}

/** Of a number with as many digits as the ledger can hold. */
const SIZE_CLASS_MAX = 389

function measurePart(sum: string, comparison: Comparison, value: string): FilterPart {
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

/** What a commit did to files, and who wrote it, as its index has it. */
const CHANGE = `(case when v.files_removed > 0 then 2 when v.files_added > 0 then 1 else 0 end
  + case when v.writer = 'foreign' then 3 else 0 end)`
const ALL_CHANGES = [0, 1, 2, 3, 4, 5] as const
const CHANGES: Readonly<Partial<Record<FilterState, readonly number[]>>> = {
  quiet: [0, 3],
  append: [1, 4],
  rewrite: [2, 5],
  foreign: [3, 4, 5],
}

function changePart(changes: readonly number[]): FilterPart {
  const wanted = `'{${changes.join()}}'::int4[]`
  return {
    check: `${CHANGE} = any (${wanted})`,
    source: perValue(`unnest(${wanted})`, 'dl_table_versions v', `${CHANGE} = wanted.value`),
  }
}

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
  foreign: changePart([3, 4, 5]),
  append: changePart([1, 4]),
  rewrite: changePart([2, 5]),
  quiet: changePart([0, 3]),
  noted: {
    check: 'exists (select from dl_version_notes n where n.table_id = v.table_id and n.version = v.version offset 0)',
    source: versionsOf('dl_version_notes'),
  },
}

/** Text anywhere in a path: an index of that would cost every commit more than all others do. Files are read in the order of the log. */
function pathPart(text: string): FilterPart {
  const tables = ['dl_add_files', 'dl_remove_files', 'dl_cdc_files']
  const probes = tables.map(
    table => `exists (select from ${table} x
      where x.table_id = v.table_id and x.version = v.version and strpos(x.path, ${text}) > 0 offset 0)`,
  )
  return {
    check: `(${probes.join(' or ')})`,
    source: unionOf(...tables.map(table => versionsOf(table, `strpos(path, ${text}) > 0`))),
    walk: 'files',
  }
}
