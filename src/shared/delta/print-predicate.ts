import { printDate, printWallClock } from './calendar.ts'
import type { Literal, Operand, Predicate } from './predicate.ts'

/** The text of a predicate; `parsePredicate` reads the same predicate from it. */
export function printPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'comparison':
      return `${printOperand(predicate.left)} ${predicate.operator} ${printOperand(predicate.right)}`
    case 'in':
      return printIn(predicate, 'in')
    case 'between':
      return printBetween(predicate, 'between')
    case 'is-null':
      return `${printOperand(predicate.operand)} is null`
    case 'truth':
      return printOperand(predicate.operand)
    case 'not':
      return printNot(predicate.operand)
    case 'and':
    case 'or':
      return predicate.operands.map(operand => inParentheses(operand)).join(` ${predicate.kind} `)
  }
  predicate satisfies never
}

/** A column as it must be written in a predicate: `a.b`, with backticks where a name needs them. */
export function printColumn(path: readonly string[]): string {
  return path.map(name => (isPlain(name) ? name : `\`${name.replaceAll('`', '``')}\``)).join('.')
}

/** A value as it must be written in a predicate. */
export function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(literal.value)
    case 'string':
      return `'${literal.value.replaceAll("'", "''")}'`
    case 'number':
      return literal.text
    case 'double':
      return `double '${literal.text}'`
    case 'date':
      return `date '${printDate(literal.days)}'`
    case 'timestamp':
      return `timestamp '${printWallClock(literal.micros)}Z'`
    case 'timestamp_ntz':
      return `timestamp_ntz '${printWallClock(literal.micros)}'`
    case 'binary':
      return `x'${literal.hex}'`
  }
  literal satisfies never
}

const WORDS_WITH_MEANING = /^(and|or|not|in|between|is|null|true|false|date|timestamp|timestamp_ntz|float|double)$/i

function isPlain(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !WORDS_WITH_MEANING.test(name)
}

function printNot(operand: Predicate): string {
  switch (operand.kind) {
    case 'is-null':
      return `${printOperand(operand.operand)} is not null`
    case 'in':
      return printIn(operand, 'not in')
    case 'between':
      return printBetween(operand, 'not between')
    default:
      return `not ${inParentheses(operand)}`
  }
}

function printIn({ operand, values }: Extract<Predicate, { kind: 'in' }>, word: string): string {
  return `${printOperand(operand)} ${word} (${values.map(printLiteral).join(', ')})`
}

function printBetween({ operand, low, high }: Extract<Predicate, { kind: 'between' }>, word: string): string {
  return `${printOperand(operand)} ${word} ${printOperand(low)} and ${printOperand(high)}`
}

function inParentheses(predicate: Predicate): string {
  const text = printPredicate(predicate)
  return predicate.kind === 'and' || predicate.kind === 'or' ? `(${text})` : text
}

/** A column or a value as it must be written in a predicate. */
export function printOperand(operand: Operand): string {
  return operand.kind === 'column' ? printColumn(operand.path) : printLiteral(operand)
}
