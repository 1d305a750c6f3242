/**
 * A predicate over the columns of a table, as `parsePredicate` reads it and `printPredicate` writes it. Comparison with
 * null gives null, `and`, `or` and `not` follow SQL's three-valued logic.
 */
export type Predicate =
  | { readonly kind: 'comparison'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly values: readonly Literal[] }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'is-null'; readonly operand: Operand }
  /** A boolean column, or `true`, `false`, `null`, standing for itself. */
  | { readonly kind: 'truth'; readonly operand: Operand }
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Predicate[] }

/** `<=>` is equality that takes null for a value. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | '<=>'

export type Operand = ColumnReference | Literal

export interface ColumnReference {
  readonly kind: 'column'
  /** Logical names from the outside in: more than one for a field of a struct. */
  readonly path: readonly string[]
  /** Offset in the text that it was parsed from. */
  readonly at?: number | undefined
}

export type Literal = LiteralValue & {
  /** Offset in the text that it was parsed from. */
  readonly at?: number | undefined
}

export type LiteralValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  /** An exact number as it was written, for example `-1.50` or `1e2`. */
  | { readonly kind: 'number'; readonly text: string }
  /** What no number literal can say. */
  | { readonly kind: 'double'; readonly text: 'NaN' | 'Infinity' | '-Infinity' }
  /** Days since 1970-01-01. */
  | { readonly kind: 'date'; readonly days: number }
  /** Microseconds since 1970-01-01 UTC. */
  | { readonly kind: 'timestamp'; readonly micros: bigint }
  /** Microseconds since 1970-01-01 on the wall clock. */
  | { readonly kind: 'timestamp_ntz'; readonly micros: bigint }
  /** Upper-case hexadecimal digits, two a byte. */
  | { readonly kind: 'binary'; readonly hex: string }

/** The predicate that every row satisfies: what a scan without a filter reads. */
export const EVERY_ROW: Predicate = { kind: 'truth', operand: { kind: 'boolean', value: true } }

/** The parts that must all hold, however deeply `and` is nested. */
export function conjunctsOf(predicate: Predicate): readonly Predicate[] {
  return predicate.kind === 'and' ? predicate.operands.flatMap(conjunctsOf) : [predicate]
}

/** Every column that a predicate names, in the order of the text, repetitions included. */
export function columnsOf(predicate: Predicate): readonly ColumnReference[] {
  switch (predicate.kind) {
    case 'comparison':
      return [predicate.left, predicate.right].filter(isColumn)
    case 'between':
      return [predicate.operand, predicate.low, predicate.high].filter(isColumn)
    case 'in':
    case 'is-null':
    case 'truth':
      return [predicate.operand].filter(isColumn)
    case 'not':
      return columnsOf(predicate.operand)
    case 'and':
    case 'or':
      return predicate.operands.flatMap(columnsOf)
  }
  predicate satisfies never
}

function isColumn(operand: Operand): operand is ColumnReference {
  return operand.kind === 'column'
}
