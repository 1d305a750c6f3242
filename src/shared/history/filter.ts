import { VERSION_MAX } from '../limits.ts'

/** Something that a version is or has, beyond its numbers. */
export const FILTER_STATES = {
  schema: 'changes metadata: schema, partitioning or properties',
  protocol: 'changes the protocol',
  unpublished: 'is not verified in _delta_log yet',
  failed: 'could not be published',
  foreign: 'was written by a program unknown to us',
  append: 'adds files and removes none',
  rewrite: 'removes files',
  quiet: 'touches no file',
  noted: 'has a note or a bookmark',
} as const
export type FilterState = keyof typeof FILTER_STATES

/** What a version can be measured by. */
export const FILTER_MEASURES = {
  files: 'files added and removed',
  bytes: 'bytes added and removed',
  rows: 'rows added and removed; versions that do not say are left out',
} as const
export type FilterMeasure = keyof typeof FILTER_MEASURES

export type Comparison = '>' | '>=' | '<' | '<=' | '='

/** One condition of a history filter; a version must fit all of them. */
export type FilterTerm = PlainTerm | NegatedTerm<PlainTerm>

/** What fits is what does not fit `term`: also a version that does not say what `term` asks. */
export interface NegatedTerm<T> {
  readonly kind: 'not'
  readonly term: T
}

export type PlainTerm =
  /** Any of these names; upper and lower case alike, `*` stands for any text. */
  | { readonly kind: 'operation' | 'committer' | 'app'; readonly names: readonly string[] }
  /** A file whose path contains this text was added, removed or named as a change data file. */
  | { readonly kind: 'path'; readonly text: string }
  | { readonly kind: 'state'; readonly state: FilterState }
  /** Both inclusive. */
  | { readonly kind: 'versions'; readonly from?: bigint | undefined; readonly to?: bigint | undefined }
  | { readonly kind: 'age'; readonly side: 'older' | 'newer'; readonly ms: number }
  /** Milliseconds since 1970, inclusive. */
  | { readonly kind: 'time'; readonly side: 'since' | 'until'; readonly timeMs: number }
  | {
      readonly kind: 'measure'
      readonly measure: FilterMeasure
      readonly comparison: Comparison
      readonly value: bigint
    }

export interface PlacedTerm {
  readonly term: FilterTerm
  /** Offsets of the term in its text; `end` is exclusive. */
  readonly at: number
  readonly end: number
}

export interface FilterProblem {
  readonly at: number
  readonly end: number
  readonly message: string
}

export interface ParsedFilter {
  readonly terms: readonly PlacedTerm[]
  readonly problems: readonly FilterProblem[]
}

/** A filter with every age turned into a moment, so that all pages of one answer mean the same. */
export type ResolvedTerm = ResolvedPlainTerm | NegatedTerm<ResolvedPlainTerm>
export type ResolvedPlainTerm = Exclude<PlainTerm, { readonly kind: 'age' }>

/** `now` is what ages are counted back from, in milliseconds since 1970. */
export function resolveFilter(terms: readonly PlacedTerm[], now: number): ResolvedTerm[] {
  return terms.map(({ term }) =>
    term.kind === 'not' ? complementOf(resolveTerm(term.term, now)) : resolveTerm(term, now),
  )
}

function resolveTerm(term: PlainTerm, now: number): ResolvedPlainTerm {
  if (term.kind !== 'age') return term
  return { kind: 'time', side: term.side === 'older' ? 'until' : 'since', timeMs: now - term.ms }
}

/** What lies outside of a range that is open at one end is a range too, and can be found as one. */
function complementOf(term: ResolvedPlainTerm): ResolvedTerm {
  if (term.kind === 'time') {
    return term.side === 'since'
      ? { ...term, side: 'until', timeMs: term.timeMs - 1 }
      : { ...term, side: 'since', timeMs: term.timeMs + 1 }
  }
  if (term.kind === 'versions') {
    const { from = 0n, to } = term
    if (to === undefined && from > 0n) return { kind: 'versions', to: from - 1n }
    if (from === 0n && to !== undefined && to < VERSION_MAX) return { kind: 'versions', from: to + 1n }
  }
  return { kind: 'not', term }
}
