import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PREDICATE_DEPTH_MAX } from '../limits.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { ColumnReference, Comparison, Literal, Operand, Predicate } from './predicate.ts'
import { printPredicate } from './print-predicate.ts'

function parsed(text: string): Predicate {
  const result = parsePredicate(text)
  if (result.kind === 'invalid') throw new Error(result.issues.map(({ message }) => message).join())
  return withoutPlaces(result.value)
}

function problem(text: string): string {
  const result = parsePredicate(text)
  return result.kind === 'invalid' ? (result.issues[0]?.message ?? '') : 'no problem'
}

/** A parsed predicate remembers where its words stood; what it means does not depend on it. */
function withoutPlaces(predicate: Predicate): Predicate {
  const operand = ({ at: _, ...rest }: Operand): Operand => rest
  switch (predicate.kind) {
    case 'comparison':
      return { ...predicate, left: operand(predicate.left), right: operand(predicate.right) }
    case 'between':
      return {
        ...predicate,
        operand: operand(predicate.operand),
        low: operand(predicate.low),
        high: operand(predicate.high),
      }
    case 'in':
      return {
        ...predicate,
        operand: operand(predicate.operand),
        values: predicate.values.map(({ at: _, ...rest }): Literal => rest),
      }
    case 'is-null':
    case 'truth':
      return { ...predicate, operand: operand(predicate.operand) }
    case 'not':
      return { ...predicate, operand: withoutPlaces(predicate.operand) }
    default:
      return { ...predicate, operands: predicate.operands.map(withoutPlaces) }
  }
}

const column = (...path: string[]): ColumnReference => ({ kind: 'column', path })

describe('reading a predicate', () => {
  test('`and` binds tighter than `or`, `not` tighter than both', () => {
    expect(printPredicate(parsed("not a and b = 1 or dt <> '2026-11-19'"))).toBe(
      "(not a and b = 1) or dt != '2026-11-19'",
    )
  })

  test('names take dots and backticks, a type word is a name unless a text follows', () => {
    expect(parsed('a.`b.c`.d is null')).toEqual({ kind: 'is-null', operand: column('a', 'b.c', 'd') })
    expect(parsed("date = date '2026-11-19'")).toEqual({
      kind: 'comparison',
      operator: '=',
      left: column('date'),
      right: { kind: 'date', days: 20776 },
    })
  })

  test('numbers stay exact', () => {
    expect(parsed('id > 9007199254740993')).toMatchObject({ right: { kind: 'number', text: '9007199254740993' } })
    expect(parsed('x in (-1.50, +2, .5, 1e2)')).toMatchObject({
      values: [{ text: '-1.50' }, { text: '2' }, { text: '.5' }, { text: '1e2' }],
    })
  })

  test('a timestamp with a zone becomes UTC, `between` keeps its own `and`', () => {
    expect(
      printPredicate(parsed("t between timestamp '2026-11-19 10:00:00.5-07:00' and timestamp '2026-11-20' and a")),
    ).toBe("t between timestamp '2026-11-19 17:00:00.500000Z' and timestamp '2026-11-20 00:00:00Z' and a")
  })

  test('Spark writes operands in parentheses', () => {
    expect(printPredicate(parsed("((dt) = '2026-11-19')"))).toBe("dt = '2026-11-19'")
  })

  test.each([
    ['', 'At character 1: expected a column name or a value, got the end'],
    ['dt = ', 'At character 6: expected a column name or a value, got the end'],
    ['dt 5', 'At character 4: expected `and`, `or` or the end, got `5`'],
    ["dt = '2026", 'At character 6: this text has no closing quote'],
    ['dt = "x"', "At character 6: text stands in single quotes ('…'), a column name in backticks (`…`)"],
    ['x in (1, y)', 'At character 10: expected a value, got a column name'],
    ['x is 5', 'At character 6: expected `null` or `not null`, got `5`'],
    ["x = date '2026-02-30'", 'At character 10: expected a date such as 2026-11-19'],
    ['x = 1e99999', 'At character 5: this number is too long or its exponent too large'],
    ['(a = 1', 'At character 7: expected `)`, got the end'],
    ['x = ;', 'At character 5: unexpected ";"'],
    ["x = double 'constructor'", "At character 12: expected 'NaN', 'Infinity' or '-Infinity'"],
  ])('%j is refused at the character that is wrong', (text, message) => {
    expect(problem(text)).toBe(message)
  })

  test('nesting ends at its limit, not at the end of the stack', () => {
    expect(problem(`${'('.repeat(50_000)}a`)).toContain(`at most ${PREDICATE_DEPTH_MAX} levels`)
    expect(problem('not '.repeat(20_000))).toContain(`at most ${PREDICATE_DEPTH_MAX} levels`)
    expect(problem(' '.repeat(200_000))).toContain('at most 100000 characters')
  })
})

const name = fc.oneof(
  fc.constantFrom('a', 'dt', 'Date', 'null', 'x y', 'ä', '`', '1a', '__proto__'),
  fc.string({ minLength: 1 }),
)
const columnArbitrary = fc.array(name, { minLength: 1, maxLength: 3 }).map(path => column(...path))
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.constant<Literal>({ kind: 'null' }),
  fc.boolean().map((value): Literal => ({ kind: 'boolean', value })),
  fc.string({ unit: 'binary' }).map((value): Literal => ({ kind: 'string', value })),
  fc.bigInt().map((value): Literal => ({ kind: 'number', text: value.toString() })),
  fc.constantFrom('0.5', '-1.50', '1e2', '-2.5E-7').map((text): Literal => ({ kind: 'number', text })),
  fc.constantFrom('NaN', 'Infinity', '-Infinity').map((text): Literal => ({ kind: 'double', text })),
  fc.integer({ min: -800_000, max: 3_000_000 }).map((days): Literal => ({ kind: 'date', days })),
  fc.bigInt(-(2n ** 56n), 2n ** 57n).map((micros): Literal => ({ kind: 'timestamp', micros })),
  fc.bigInt(-(2n ** 56n), 2n ** 57n).map((micros): Literal => ({ kind: 'timestamp_ntz', micros })),
  fc
    .uint8Array({ maxLength: 4 })
    .map((bytes): Literal => ({ kind: 'binary', hex: Buffer.from(bytes).toString('hex').toUpperCase() })),
)
const operand: fc.Arbitrary<Operand> = fc.oneof(columnArbitrary, literal)
const operator = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=', '<=>')
const predicate = fc.letrec<{ node: Predicate }>(tie => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('comparison' as const), operator, left: operand, right: operand }),
    fc.record({ kind: fc.constant('between' as const), operand, low: operand, high: operand }),
    fc.record({ kind: fc.constant('in' as const), operand, values: fc.array(literal, { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constantFrom('is-null' as const, 'truth' as const), operand }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).node

describe('printing a predicate', () => {
  test('parsing what was printed gives the same predicate', () => {
    fc.assert(
      fc.property(predicate, value => {
        expect(parsed(printPredicate(value))).toEqual(value)
      }),
      { numRuns: 2_000 },
    )
  })

  test('any text ends in a predicate or in an issue with its place', () => {
    const words = fc.array(
      fc.oneof(
        fc.constantFrom(
          'and',
          'or',
          'not',
          '(',
          ')',
          "'a'",
          '1',
          'x',
          '`y`',
          'in',
          ',',
          '.',
          'is',
          'null',
          'between',
          '=',
          '-',
          "date ''",
        ),
        fc.string({ unit: 'binary' }),
      ),
    )
    fc.assert(
      fc.property(words, parts => {
        const result = parsePredicate(parts.join(' '))
        if (result.kind === 'invalid') expect(result.issues[0]?.path).toEqual(['predicate', expect.any(Number)])
      }),
      { numRuns: 5_000 },
    )
  })
})
