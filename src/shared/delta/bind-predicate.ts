import { parseDecimal } from './decimal.ts'
import type { PredicateColumn } from './file-domain.ts'
import type { Checked, Issue } from './issue.ts'
import type { Comparison, Literal, Operand, Predicate } from './predicate.ts'
import { compareValues, type Value, type ValueKind } from './predicate-value.ts'
import { printColumn, printOperand } from './print-predicate.ts'
import { convertDomain, readValue } from './read-value.ts'
import { ANYTHING, type Domain, exactly, ONLY_NULL } from './value-range.ts'

/** The column of a path of logical names; undefined where the table has none. */
export type FindColumn = (path: readonly string[]) => PredicateColumn | undefined

export type BoundOperand =
  /** `as` is the kind that its values are compared in; undefined where they are only asked for null. */
  | { readonly kind: 'column'; readonly column: PredicateColumn; readonly as: ValueKind | undefined }
  | { readonly kind: 'literal'; readonly domain: Domain }

/** A predicate whose columns are found and whose values are of comparable kinds. */
export type BoundPredicate =
  | {
      readonly kind: 'comparison'
      readonly operator: Comparison
      readonly left: BoundOperand
      readonly right: BoundOperand
    }
  /** `values` ascend. */
  | {
      readonly kind: 'in'
      readonly operand: BoundOperand
      readonly values: readonly Value[]
      readonly hasNull: boolean
    }
  | {
      readonly kind: 'between'
      readonly operand: BoundOperand
      readonly low: BoundOperand
      readonly high: BoundOperand
    }
  | { readonly kind: 'is-null' | 'truth'; readonly operand: BoundOperand }
  | { readonly kind: 'not'; readonly operand: BoundPredicate }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly BoundPredicate[] }

/**
 * Checks a predicate against a table's columns. Text meets another type as that type, whole and decimal numbers compare
 * exactly, a double with anything as a double, a date with a timestamp as midnight in a zone that nobody knows.
 */
export function bindPredicate(predicate: Predicate, findColumn: FindColumn): Checked<BoundPredicate> {
  const binder = new Binder(findColumn)
  const value = binder.bind(predicate)
  return binder.issues.length > 0 ? { kind: 'invalid', issues: binder.issues } : { kind: 'ok', value, warnings: [] }
}

const BOOLEAN: readonly ValueKind[] = ['boolean']

class Binder {
  readonly issues: Issue[] = []
  private readonly findColumn: FindColumn

  constructor(findColumn: FindColumn) {
    this.findColumn = findColumn
  }

  bind(predicate: Predicate): BoundPredicate {
    switch (predicate.kind) {
      case 'comparison': {
        const [left, right] = [predicate.left, predicate.right]
        const as = this.commonKind([left, right])
        return { ...predicate, left: this.operand(left, as), right: this.operand(right, as) }
      }
      case 'between': {
        const { operand, low, high } = predicate
        const as = this.commonKind([operand, low, high])
        return {
          ...predicate,
          operand: this.operand(operand, as),
          low: this.operand(low, as),
          high: this.operand(high, as),
        }
      }
      case 'in':
        return this.bindIn(predicate.operand, predicate.values)
      case 'is-null':
        this.findOrRefuse(predicate.operand)
        return { kind: 'is-null', operand: this.operand(predicate.operand, undefined) }
      case 'truth':
        return {
          kind: 'truth',
          operand: this.operand(predicate.operand, this.commonKind([predicate.operand], BOOLEAN)),
        }
      case 'not':
        return { kind: 'not', operand: this.bind(predicate.operand) }
      case 'and':
      case 'or':
        return { kind: predicate.kind, operands: predicate.operands.map(operand => this.bind(operand)) }
    }
    return predicate satisfies never
  }

  private bindIn(operand: Operand, literals: readonly Literal[]): BoundPredicate {
    const as = this.commonKind([operand, ...literals])
    const domains = literals.map(literal => this.literalDomain(literal, as))
    const values = domains.flatMap(({ ranges }) => ranges)
    if (values.some(({ low, high }) => !low || !high || compareValues(low, high) !== 0)) {
      const bound = this.operand(operand, as)
      return { kind: 'or', operands: domains.map(domain => equality(bound, { kind: 'literal', domain })) }
    }
    const sorted = values.flatMap(({ low }) => low ?? []).sort((a, b) => compareValues(a, b) ?? 0)
    return {
      kind: 'in',
      operand: this.operand(operand, as),
      values: sorted,
      hasNull: domains.some(({ nulls }) => nulls),
    }
  }

  /** The kind that all of them can be compared in; an issue at the first operand that does not fit the ones before it. */
  private commonKind(operands: readonly Operand[], start: readonly ValueKind[] = []): ValueKind | undefined {
    let common = start[0]
    for (const operand of operands) {
      const kind = this.kindOf(operand)
      if (kind === undefined) continue
      const joined = common === undefined ? kind : joinKinds(common, kind)
      if (joined === undefined) {
        this.refuse(
          operand,
          `${printOperand(operand)} is ${WORDS[kind]} and cannot be compared with ${WORDS[common ?? kind]}`,
        )
        return common
      }
      common = joined
    }
    return common
  }

  /** Undefined for null, and for what an issue has been raised about. */
  private kindOf(operand: Operand): ValueKind | undefined {
    switch (operand.kind) {
      case 'column': {
        const column = this.findOrRefuse(operand)
        if (column && !column.type)
          this.refuse(operand, `${printColumn(operand.path)} is of a type that does not compare`)
        return column?.type?.kind
      }
      case 'null':
        return undefined
      case 'number':
        return 'exact'
      default:
        return operand.kind
    }
  }

  private findOrRefuse(operand: Operand): PredicateColumn | undefined {
    if (operand.kind !== 'column') return undefined
    const column = this.findColumn(operand.path)
    if (!column) this.refuse(operand, `There is no column ${printColumn(operand.path)}`)
    return column
  }

  private operand(operand: Operand, as: ValueKind | undefined): BoundOperand {
    if (operand.kind !== 'column') return { kind: 'literal', domain: this.literalDomain(operand, as) }
    const column = this.findColumn(operand.path)
    return column ? { kind: 'column', column, as } : { kind: 'literal', domain: ANYTHING }
  }

  private literalDomain(literal: Literal, as: ValueKind | undefined): Domain {
    const value = literalValue(literal)
    if (!value) return ONLY_NULL
    const kind = as ?? value.kind
    if (value.kind === 'string' && kind !== 'string') {
      const range = readValue(value.value, { kind })
      if (!range) this.refuse(literal, `${printOperand(literal)} is not ${WORDS[kind]}`)
      return { ranges: range ? [range] : [], nulls: false }
    }
    return convertDomain({ ranges: [exactly(value)], nulls: false }, kind) ?? ANYTHING
  }

  private refuse(operand: Operand, message: string): void {
    const path = operand.at === undefined ? ['predicate'] : ['predicate', operand.at]
    this.issues.push({ rule: 'predicate.type', severity: 'error', path, message })
  }
}

const WORDS: Record<ValueKind, string> = {
  boolean: 'a boolean',
  exact: 'a number',
  double: 'a double',
  string: 'text',
  date: 'a date',
  timestamp: 'a timestamp',
  timestamp_ntz: 'a timestamp without a zone',
  binary: 'binary',
}

const JOINED: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['double exact', 'double'],
  ['date timestamp', 'timestamp'],
  ['date timestamp_ntz', 'timestamp_ntz'],
  ['timestamp timestamp_ntz', 'timestamp'],
])

function joinKinds(a: ValueKind, b: ValueKind): ValueKind | undefined {
  if (a === b || b === 'string') return a
  if (a === 'string') return b
  return JOINED.get([a, b].sort().join(' '))
}

function equality(left: BoundOperand, right: BoundOperand): BoundPredicate {
  return { kind: 'comparison', operator: '=', left, right }
}

function literalValue(literal: Literal): Value | undefined {
  switch (literal.kind) {
    case 'null':
      return undefined
    case 'number': {
      const number = parseDecimal(literal.text)
      return number && { kind: 'exact', ...number }
    }
    case 'double':
      return { kind: 'double', value: Number(literal.text) }
    default:
      return literal
  }
}
