import type { BoundOperand, BoundPredicate } from './bind-predicate.ts'
import type { FileView } from './file-domain.ts'
import type { Comparison } from './predicate.ts'
import { compareValues, type Value } from './predicate-value.ts'
import { convertDomain } from './read-value.ts'
import {
  ANYTHING,
  type Domain,
  exactly,
  isAbove,
  isAtOrAbove,
  mayBeBelow,
  mayBeEqual,
  type ValueRange,
} from './value-range.ts'

/** A set of truth values: the sum of some of `TRUE`, `FALSE` and `NULL`. */
export type Outcomes = number
export const TRUE = 1
export const FALSE = 2
export const NULL = 4

/**
 * The truth values that a predicate may have for the rows of a file: every one that occurs is in the set, so a set
 * without `TRUE` proves that no row matches. The set may hold values that do not occur.
 */
export function possibleOutcomes(predicate: BoundPredicate, file: FileView): Outcomes {
  switch (predicate.kind) {
    case 'comparison':
      return compareDomains(predicate.operator, domainOf(predicate.left, file), domainOf(predicate.right, file))
    case 'in':
      return memberOutcomes(domainOf(predicate.operand, file), predicate.values, predicate.hasNull)
    case 'between': {
      const [operand, low, high] = [predicate.operand, predicate.low, predicate.high]
      return betweenOutcomes(domainOf(operand, file), domainOf(low, file), domainOf(high, file))
    }
    case 'is-null': {
      const { ranges, nulls } = domainOf(predicate.operand, file)
      return (nulls ? TRUE : 0) | (ranges.length > 0 ? FALSE : 0)
    }
    case 'truth':
      return compareDomains('=', domainOf(predicate.operand, file), YES)
    case 'not':
      return negate(possibleOutcomes(predicate.operand, file))
    case 'and':
      return predicate.operands.reduce<Outcomes>((all, operand) => both(all, possibleOutcomes(operand, file)), TRUE)
    case 'or':
      return negate(
        predicate.operands.reduce<Outcomes>((all, operand) => both(all, negate(possibleOutcomes(operand, file))), TRUE),
      )
  }
  predicate satisfies never
}

const YES: Domain = { ranges: [exactly({ kind: 'boolean', value: true })], nulls: false }

function domainOf(operand: BoundOperand, file: FileView): Domain {
  if (operand.kind === 'literal') return operand.domain
  const domain = file.domain(operand.column)
  return operand.as === undefined ? domain : (convertDomain(domain, operand.as) ?? ANYTHING)
}

function negate(outcomes: Outcomes): Outcomes {
  return (outcomes & NULL) | (outcomes & TRUE ? FALSE : 0) | (outcomes & FALSE ? TRUE : 0)
}

/** `and` of two sets: each value of the one may meet each value of the other. No row, no outcome. */
function both(a: Outcomes, b: Outcomes): Outcomes {
  if (a === 0 || b === 0) return 0
  const isTrue = a & b & TRUE
  const isFalse = (a | b) & FALSE
  const isNull = (a & NULL && b & (TRUE | NULL)) || (b & NULL && a & (TRUE | NULL)) ? NULL : 0
  return isTrue | isFalse | isNull
}

function compareDomains(operator: Comparison, a: Domain, b: Domain): Outcomes {
  let outcomes = 0
  for (const left of a.ranges) {
    for (const right of b.ranges) outcomes |= compareRanges(operator, left, right)
  }
  if (operator !== '<=>') return nullMet(a, b) ? outcomes | NULL : outcomes
  if (a.nulls && b.nulls) outcomes |= TRUE
  if ((a.nulls && b.ranges.length > 0) || (b.nulls && a.ranges.length > 0)) outcomes |= FALSE
  return outcomes
}

/** A null on one side meets something on the other. */
function nullMet(a: Domain, b: Domain): boolean {
  return (a.nulls && !isEmpty(b)) || (b.nulls && !isEmpty(a))
}

function isEmpty({ ranges, nulls }: Domain): boolean {
  return ranges.length === 0 && !nulls
}

function compareRanges(operator: Comparison, a: ValueRange, b: ValueRange): Outcomes {
  const below = mayBeBelow(a, b)
  const above = mayBeBelow(b, a)
  const equal = mayBeEqual(a, b)
  switch (operator) {
    case '=':
    case '<=>':
      return choose(equal, below || above)
    case '!=':
      return choose(below || above, equal)
    case '<':
      return choose(below, equal || above)
    case '<=':
      return choose(below || equal, above)
    case '>':
      return choose(above, equal || below)
    case '>=':
      return choose(above || equal, below)
  }
  operator satisfies never
}

function choose(mayHold: boolean, mayFail: boolean): Outcomes {
  return (mayHold ? TRUE : 0) | (mayFail ? FALSE : 0)
}

function memberOutcomes(domain: Domain, values: readonly Value[], hasNull: boolean): Outcomes {
  const miss = hasNull ? NULL : FALSE
  let outcomes = domain.nulls ? NULL : 0
  for (const range of domain.ranges) {
    const found = firstAtOrAbove(values, range.low)
    const isMember = found !== undefined && mayBeEqual(range, exactly(found))
    const isAlwaysMember = isMember && isAtOrAbove(range, exactly(found)) && isAtOrAbove(exactly(found), range)
    outcomes |= (isMember ? TRUE : 0) | (isAlwaysMember ? 0 : miss)
  }
  return outcomes
}

/** The least of ascending `values` that is not below `low`. */
function firstAtOrAbove(values: readonly Value[], low: Value | undefined): Value | undefined {
  if (low === undefined) return values[0]
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const value = values[middle]
    const order = value && compareValues(value, low)
    if (order === undefined) return value
    if (order < 0) from = middle + 1
    else to = middle
  }
  return values[from]
}

/** Tighter than two comparisons: a range that ends below `low` and NaN above `high` do not add up to a match. */
function betweenOutcomes(domain: Domain, low: Domain, high: Domain): Outcomes {
  const [bottom, top] = [low.ranges[0], high.ranges[0]]
  if (!bottom || !top || low.nulls || high.nulls || low.ranges.length + high.ranges.length > 2) {
    return both(compareDomains('>=', domain, low), compareDomains('<=', domain, high))
  }
  let outcomes = domain.nulls ? NULL : 0
  for (const range of domain.ranges) {
    const mayHold = !isAbove(bottom, range) && !isAbove(range, top) && !isAbove(bottom, top)
    const mustHold = isAtOrAbove(range, bottom) && isAtOrAbove(top, range)
    outcomes |= choose(mayHold, !mustHold)
  }
  return outcomes
}
