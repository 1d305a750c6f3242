import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENDINGS, FAULT_STEPS, OPERATIONS, RULES, SIMULATED_STRATEGIES, scenarioSchema } from '../contract/scenarios.ts'
import { countSchedules, OrderCounter } from './count-schedules.ts'
import { listSchedules, pickSchedule, withCrashes } from './list-schedules.ts'
import { parseScenario } from './parse-scenario.ts'
import { printScenario } from './print-scenario.ts'
import { printJsonScenario, readScenario } from './read-scenario.ts'
import { seededDice } from './seeded-dice.ts'
import type { Station } from './steps-of-writer.ts'

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/)
const sentence = fc.string({ maxLength: 40 }).filter(text => !/[\p{Cc}"]/u.test(text))
const ms = fc.integer({ min: 0, max: 600_000 })
const level = fc.constantFrom('Serializable' as const, 'WriteSerializable' as const)
const attempts = fc.integer({ min: 1, max: 1_000 })

const scenario = fc.uniqueArray(word, { minLength: 2, maxLength: 5 }).chain(names => {
  const [table = 't', ...writers] = names
  return fc.record({
    name: word,
    title: sentence,
    teaches: sentence,
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    strategy: fc.constantFrom(...SIMULATED_STRATEGIES),
    guards: fc.boolean(),
    lockMs: fc.option(fc.integer({ min: 1, max: 9_000 })),
    statementMs: fc.option(fc.integer({ min: 1, max: 9_000 })),
    tables: fc.tuple(
      fc.record({
        name: fc.constant(table),
        source: fc.oneof(
          fc.record({
            kind: fc.constant('made' as const),
            files: fc.nat(100),
            partitions: fc.constant<string[]>(['DE', 'FR']),
          }),
          fc.record({
            kind: fc.constant('clone' as const),
            table: sentence.filter(text => text !== ''),
            version: fc.option(fc.nat(99).map(BigInt)),
          }),
        ),
        isolation: level,
      }),
    ),
    writers: fc.tuple(
      ...writers.map(name =>
        fc.record({
          name: fc.constant(name),
          count: fc.integer({ min: 1, max: 2 }),
          operation: fc.constantFrom(...OPERATIONS.filter(operation => operation !== 'together')),
          tables: fc.constant<string[]>([table]),
          commits: fc.integer({ min: 1, max: 9 }),
          files: fc.nat(50),
          partition: fc.constantFrom('DE', null),
          app: fc.option(word),
          thinkMs: ms,
          reads: fc.oneof(
            fc.constantFrom({ kind: 'operation' as const }, { kind: 'nothing' as const }, { kind: 'table' as const }),
            fc.record({ kind: fc.constant('scan' as const), predicate: fc.constant(`part = 'DE'`) }),
          ),
          isolation: fc.option(level),
          strategy: fc.option(fc.constantFrom(...SIMULATED_STRATEGIES)),
          onConflict: fc.oneof(
            fc.constant({ kind: 'fail' as const }),
            fc.record({ kind: fc.constant('retry' as const), attempts, backoffMs: ms, backoffMaxMs: ms }),
            fc.record({ kind: fc.constantFrom('rebase' as const, 'renumber' as const), attempts }),
          ),
          restarts: fc.boolean(),
        }),
      ),
    ),
    faults: fc.array(
      fc.record({
        kind: fc.constantFrom('kill' as const, 'cut' as const, 'crash' as const, 'restart-server' as const),
        writer: fc.constant(null),
        commit: fc.integer({ min: 1, max: 9 }),
        step: fc.constantFrom(...FAULT_STEPS),
        ms: fc.constant(0),
      }),
      { maxLength: 3 },
    ),
    run: fc.oneof(
      fc.record({ kind: fc.constant('free' as const), seconds: fc.integer({ min: 1, max: 3_600 }) }),
      fc.record({ kind: fc.constant('schedule' as const), schedule: fc.constantFrom('', 'AAa', 'A') }),
      fc.record({
        kind: fc.constant('explore' as const),
        max: fc.integer({ min: 1, max: 100_000 }),
        crashes: fc.constantFrom(0, 1),
      }),
    ),
    claim: fc.option(
      fc.oneof(
        fc.record({
          verdict: fc.constant('broken' as const),
          rules: fc.subarray([...RULES]),
          sees: fc.subarray([...ENDINGS]),
        }),
        fc.record({
          verdict: fc.constant('sound' as const),
          rules: fc.constant<(typeof RULES)[number][]>([]),
          sees: fc.subarray([...ENDINGS]),
        }),
      ),
    ),
  })
})

test('a scenario that is printed reads back as the same scenario, as text and as JSON', () => {
  fc.assert(
    fc.property(scenario, wanted => {
      expect(readScenario(printScenario(wanted))).toEqual({ kind: 'ok', scenario: wanted })
      expect(readScenario(printJsonScenario(wanted))).toEqual({ kind: 'ok', scenario: wanted })
    }),
  )
})

test('any text is read as a scenario or refused with lines, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { maxLength: 6 }), lines => {
      const read = parseScenario(lines.join('\n'))
      if (read.kind === 'invalid') for (const { line } of read.issues) expect(line).toBeGreaterThan(0)
      else expect(scenarioSchema.safeParse(read.scenario).success).toBe(true)
    }),
  )
})

describe('[W1] a text that is no scenario says where and what was expected', () => {
  const issuesOf = (text: string) => {
    const read = parseScenario(text)
    return read.kind === 'invalid' ? read.issues.map(({ line, column, expected }) => [line, column, expected]) : []
  }
  const rest = 'table t\nwriter A\n'

  test('an unknown word, a missing number, a quotation mark that never ends, a name that is no table', () => {
    expect(issuesOf(`scenario x\n${rest}  appendd 1\n`)).toMatchObject([[4, 3, expect.stringContaining('append')]])
    expect(issuesOf(`scenario x\n${rest}  commits many`)).toEqual([[4, 11, 'a number of commits']])
    expect(issuesOf(`scenario x\ntitle "never ends\n${rest}`)).toMatchObject([[2, 7, expect.stringContaining('quot')]])
    expect(issuesOf(`scenario x\n${rest}  to nowhere\n`)).toMatchObject([[3, 1, expect.stringContaining('tables t')]])
    expect(issuesOf(`scenario x\n${rest}run schedule ABC\n`)).toMatchObject([
      [4, 1, 'letters from A to A, one a writer'],
    ])
    expect(issuesOf('')).not.toEqual([])
  })

  test('every wrong line is told of at once', () => {
    expect(issuesOf(`scenario x\nseed many\nguards perhaps\n${rest}`).map(([line]) => line)).toEqual([2, 3])
  })
})

describe('orders of steps', () => {
  const commit: Station[] = ['read', 'lock', 'check', 'insert', 'record', 'commit']

  test('two writers of five steps have 252 orders, and fewer that can make a difference', () => {
    const five = commit.slice(1)
    const { orders, distinct } = countSchedules([five, five])
    expect(orders).toBe(252n)
    expect(distinct).toBeLessThan(orders)
    expect(BigInt([...listSchedules([five, five])].length)).toBe(distinct)
    expect(countSchedules([commit, commit, commit]).orders).toBe(17_153_136n)
  })

  test('every order has an equal one among those that are kept', () => {
    const writers: Station[][] = [
      ['read', 'check', 'commit'],
      ['read', 'record', 'commit'],
    ]
    const kept = new Set([...listSchedules(writers)].map(order => foataOf(order, writers)))
    const all = permutations('AAABBB')
    expect(all).toHaveLength(20)
    for (const order of all) expect(kept).toContain(foataOf(order, writers))
  })

  test('a sample is of orders that are kept, and the same for the same seed', () => {
    const kept = new Set(listSchedules([commit, commit]))
    const draw = (seed: number) => {
      const counter = new OrderCounter([commit, commit])
      const dice = seededDice(seed)
      return Array.from({ length: 200 }, () => pickSchedule(counter, dice))
    }
    for (const order of draw(7)) expect(kept).toContain(order)
    expect(draw(7)).toEqual(draw(7))
    expect(new Set(draw(7)).size).toBeGreaterThan(20)
  })

  test('a crash ends a writer: its letters behind it are gone', () => {
    expect([...withCrashes('ABAB')]).toEqual(['aBB', 'AbA', 'ABaB', 'ABAb'])
  })
})

/** The classes of equal orders by their normal form: each step as early as those it depends on allow. */
function foataOf(order: string, writers: readonly (readonly Station[])[]): string {
  const done = writers.map(() => 0)
  const placed: { writer: number; step: Station; level: number }[] = []
  for (const letter of order) {
    const writer = letter.charCodeAt(0) - 65
    const index = done[writer] ?? 0
    done[writer] = index + 1
    const step = writers[writer]?.[index] ?? 'read'
    const blockers = placed.filter(other => other.writer === writer || dependent(other.step, step))
    placed.push({ writer, step, level: 1 + Math.max(0, ...blockers.map(other => other.level)) })
  }
  return placed
    .map(({ writer, step, level }) => `${level}${writer}${step}`)
    .sort()
    .join(' ')
}

/** Said once more, in other words than the code under test. */
function dependent(one: Station, other: Station): boolean {
  const looks = [one, other].filter(step => step === 'read' || step === 'check').length
  return looks === 0 || (looks === 1 && (one === 'commit' || other === 'commit'))
}

function permutations(letters: string): string[] {
  if (letters.length <= 1) return [letters]
  const all = [...letters].flatMap((letter, index) =>
    permutations(letters.slice(0, index) + letters.slice(index + 1)).map(rest => letter + rest),
  )
  return [...new Set(all)]
}
