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
export type FilterTerm =
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
export type ResolvedTerm = Exclude<FilterTerm, { readonly kind: 'age' }>

/** `now` is what ages are counted back from, in milliseconds since 1970. */
export function resolveFilter(terms: readonly PlacedTerm[], now: number): ResolvedTerm[] {
  return terms.map(({ term }) => {
    if (term.kind !== 'age') return term
    return { kind: 'time', side: term.side === 'older' ? 'until' : 'since', timeMs: now - term.ms }
  })
}
