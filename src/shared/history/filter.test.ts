import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeFilter } from './complete-filter.ts'
import { FILTER_MEASURES, FILTER_STATES, type FilterTerm, type PlainTerm, resolveFilter } from './filter.ts'
import { parseFilter } from './parse-filter.ts'
import { printFilter } from './print-filter.ts'

const NOW = new Date(2026, 10, 20, 14, 2, 9).getTime()

function terms(text: string): FilterTerm[] {
  const { terms: placed, problems } = parseFilter(text, NOW)
  expect(problems).toEqual([])
  return placed.map(({ term }) => term)
}

function problems(text: string): string[] {
  return parseFilter(text, NOW).problems.map(({ at, end, message }) => `${text.slice(at, end)} → ${message}`)
}

describe('a history filter', () => {
  test('is read term by term, each with its place', () => {
    expect(terms('op:MERGE,"CREATE TABLE" by:etl* txn:app >1d files>100 bytes>=1.5gb rows<1b')).toEqual([
      { kind: 'operation', names: ['MERGE', 'CREATE TABLE'] },
      { kind: 'committer', names: ['etl*'] },
      { kind: 'app', names: ['app'] },
      { kind: 'age', side: 'older', ms: 86_400_000 },
      { kind: 'measure', measure: 'files', comparison: '>', value: 100n },
      { kind: 'measure', measure: 'bytes', comparison: '>=', value: 1_500_000_000n },
      { kind: 'measure', measure: 'rows', comparison: '<', value: 1_000_000_000n },
    ])
    expect(terms('is:schema path:dt=2026-11-20/a,b v:10..20 v7 12..')).toEqual([
      { kind: 'state', state: 'schema' },
      { kind: 'path', text: 'dt=2026-11-20/a,b' },
      { kind: 'versions', from: 10n, to: 20n },
      { kind: 'versions', from: 7n, to: 7n },
      { kind: 'versions', from: 12n, to: undefined },
    ])
    expect(parseFilter('  op:MERGE  >1d', NOW).terms.map(({ at, end }) => [at, end])).toEqual([
      [2, 10],
      [12, 15],
    ])
  })

  test('says what is wrong and where, and keeps what is right', () => {
    expect(problems('op:MERGE is:pretty')).toEqual([
      `pretty → expected one of ${Object.keys(FILTER_STATES).join(', ')}`,
    ])
    expect(problems('merge')).toEqual(['merge → expected key:value; did you mean op:merge, by:merge or path:merge?'])
    expect(problems('files>many')).toEqual(['many → expected a number such as 100, 1.5k, 1gb or 64mib'])
    expect(problems('op:"MERGE')).toEqual(['"MERGE → this text has no closing quote'])
    expect(problems('v:20..10')).toEqual(['20..10 → 20 is after 10'])
    expect(problems('since:soon')[0]).toMatch(/^soon → expected a moment/)
    expect(problems('size:1')[0]).toMatch(/^size:1 → unknown key "size"/)
    expect(problems('op:')).toEqual([': → expected something behind op:'])
    expect(parseFilter('op:MERGE nonsense', NOW).terms).toHaveLength(1)
  })

  test('turns ages into moments, so that every page of an answer means the same', () => {
    expect(resolveFilter(parseFilter('<2h >30d', NOW).terms, NOW)).toEqual([
      { kind: 'time', side: 'since', timeMs: NOW - 7_200_000 },
      { kind: 'time', side: 'until', timeMs: NOW - 30 * 86_400_000 },
    ])
  })

  test('turns a term round behind a minus; what lies outside of a range open at one end is a range again', () => {
    const resolved = (text: string) => resolveFilter(parseFilter(text, NOW).terms, NOW)
    expect(terms('-op:MERGE -is:quiet')).toEqual([
      { kind: 'not', term: { kind: 'operation', names: ['MERGE'] } },
      { kind: 'not', term: { kind: 'state', state: 'quiet' } },
    ])
    expect(resolved('-v:10.. -v:..20 -<2h ->2h')).toEqual([
      { kind: 'versions', to: 9n },
      { kind: 'versions', from: 21n },
      { kind: 'time', side: 'until', timeMs: NOW - 7_200_001 },
      { kind: 'time', side: 'since', timeMs: NOW - 7_199_999 },
    ])
    expect(resolved('-7')).toEqual([{ kind: 'not', term: { kind: 'versions', from: 7n, to: 7n } }])
    expect(problems('-')).toEqual(['- → expected a term behind the minus, such as -op:OPTIMIZE'])
    expect(problems('--op:MERGE')[0]).toMatch(/^--op:MERGE → /)
  })

  test('prints any terms so that they are read back as they were', () => {
    const name = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'ab,"* :>Ü') })
    const version = fc.option(fc.bigInt(0n, 2n ** 63n - 1n), { nil: undefined })
    const plain: fc.Arbitrary<PlainTerm> = fc.oneof(
      fc.record({
        kind: fc.constantFrom('operation', 'committer', 'app'),
        names: fc.array(name, { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('path' as const), text: name }),
      fc.record({
        kind: fc.constant('state' as const),
        state: fc.constantFrom(...(Object.keys(FILTER_STATES) as (keyof typeof FILTER_STATES)[])),
      }),
      fc
        .tuple(version, version)
        .filter(([a, b]) => (a ?? b) !== undefined && (a ?? 0n) <= (b ?? a ?? 0n))
        .map(([from, to]) => ({ kind: 'versions' as const, from, to })),
      fc.record({
        kind: fc.constant('age' as const),
        side: fc.constantFrom('older' as const, 'newer' as const),
        ms: fc.integer({ min: 0, max: 1e8 }).map(seconds => seconds * 1_000),
      }),
      fc.record({
        kind: fc.constant('time' as const),
        side: fc.constantFrom('since' as const, 'until' as const),
        timeMs: fc.integer({ min: 0, max: 4e12 }),
      }),
      fc.record({
        kind: fc.constant('measure' as const),
        measure: fc.constantFrom(...(Object.keys(FILTER_MEASURES) as (keyof typeof FILTER_MEASURES)[])),
        comparison: fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const, '=' as const),
        value: fc.bigInt(0n, 10n ** 18n),
      }),
    )
    const term: fc.Arbitrary<FilterTerm> = fc.oneof(
      plain,
      plain.map(negated => ({ kind: 'not' as const, term: negated })),
    )
    fc.assert(
      fc.property(fc.array(term, { maxLength: 8 }), written => {
        expect(terms(printFilter(written))).toEqual(written)
      }),
    )
  })

  test('takes any text without failing, and places its problems inside of it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'-opby:>"<=. ,v129is') }), text => {
        for (const { at, end } of parseFilter(text, NOW).problems) {
          expect(0 <= at && at < end && end <= text.length).toBe(true)
        }
      }),
    )
  })
})

describe('completion', () => {
  const vocabulary = { operations: ['CREATE TABLE', 'MERGE'], committers: ['etl-7', 'nightly-etl'], apps: [] }
  const offered = (text: string) => completeFilter(text, text.length, vocabulary).map(option => option.text)

  test('offers keys where a term begins and values behind a key', () => {
    expect(offered('')).toContain('op:')
    expect(offered('op:MERGE b')).toEqual(['by:', 'bytes>'])
    expect(offered('op:')).toEqual(['op:"CREATE TABLE"', 'op:MERGE'])
    expect(offered('op:mer')).toEqual(['op:MERGE'])
    expect(offered('by:etl')).toEqual(['by:etl-7', 'by:nightly-etl'])
    expect(offered('is:p')).toEqual(['is:protocol', 'is:unpublished', 'is:append'])
  })

  test('goes on behind a minus as without it', () => {
    expect(offered('-op:mer')).toEqual(['op:MERGE'])
    expect(offered('-')).toContain('op:')
    expect(offered('-')).not.toContain('-')
    expect(completeFilter('-op:mer', 7, vocabulary)[0]).toMatchObject({ from: 1, to: 7 })
  })

  test('replaces the term that the caret is in and nothing else', () => {
    expect(completeFilter('op:MER is:schema', 6, vocabulary)).toEqual([{ text: 'op:MERGE', hint: '', from: 0, to: 6 }])
  })
})
