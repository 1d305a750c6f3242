import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realCommitLines } from '../../../test/real-logs.ts'
import {
  add,
  cdc,
  commitInfo,
  domain,
  features,
  metaData,
  properties,
  remove,
  txn,
  VECTOR,
} from '../../../test/rule-cases.ts'
import type { CommitLine } from './actions.ts'
import { parseAction } from './parse-action.ts'
import { findRule } from './rules.ts'
import { applyCommit, emptySnapshot } from './snapshot.ts'
import { snapshotView } from './snapshot-view.ts'
import { validateCommit } from './validate-commit.ts'
import { validateAgainstTable } from './validate-table.ts'

const MUTATIONS = 10_000

const GENERATED = [
  features(['deletionVectors', 'columnMapping'], ['rowTracking', 'domainMetadata', 'inCommitTimestamp']),
  metaData({ partitionColumns: ['dt'] }),
  properties({ 'delta.enableInCommitTimestamps': 'true', 'delta.constraints.c': 'a > 0' }),
  add('a', { partitionValues: { dt: '2026-01-01' }, deletionVector: VECTOR, tags: { t: 'x' }, baseRowId: 1 }),
  remove('a', { extendedFileMetadata: true, partitionValues: {}, size: 1 }),
  cdc('_change_data/a'),
  txn('a', 1),
  domain('delta.rowTracking', '{"rowIdHighWaterMark":5}'),
  commitInfo({ inCommitTimestamp: 5 }),
]

const real = realCommitLines()
const sources = real.length > 0 ? real : GENERATED

/** Tokens of the line and of the JSON texts inside its strings. */
const TOKEN = /(?:\\"|")(?:[^"\\]|\\\\.)*?(?:\\"|")|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\]/g
const VALUES = [
  ...['null', 'true', '0', '-1', '1e2', '1.5', '9223372036854775807', '-9223372036854775808', '1e130000', '{}', '[]'],
  ...['""', '"__proto__"', '"constructor"', '"%"', '"NaN"', '"\\u0000"', '"\\ud800"', '"delta.appendOnly"', '"name"'],
  ...[
    '"decimal(0,9)"',
    '"struct"',
    '"map"',
    '{"__proto__":{"polluted":1}}',
    '{"type":"struct","fields":[]}',
    '\\"a\\"',
  ],
]

const mutation = fc.record({
  source: fc.nat(),
  places: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }),
})

function mutate({ source, places }: { source: number; places: readonly (readonly [number, number])[] }): string {
  return places.reduce(
    (text, [place, value]) => {
      const tokens = [...text.matchAll(TOKEN)]
      const token = tokens[place % tokens.length]
      if (!token) return text
      return text.slice(0, token.index) + VALUES[value % VALUES.length] + text.slice(token.index + token[0].length)
    },
    sources[source % sources.length] ?? '',
  )
}

function parsed(texts: readonly string[]): CommitLine[] {
  return texts.flatMap((text, index) => {
    const line = parseAction(text, index)
    return line.kind === 'ok' ? [line.value] : []
  })
}

test('mutated lines of real commits end in issues, on a table that was mutated as well', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  let checked = 0
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), mutations => {
      const lines = parsed(mutations.map(mutate))
      const actions = lines.map(({ action }) => action)
      const table = applyCommit(emptySnapshot(), 0n, actions.slice(1))
      checked += lines.length
      const issues = [...validateCommit(lines, 1n), ...validateAgainstTable(lines.slice(0, 2), snapshotView(table))]
      for (const { rule } of issues) if (!findRule(rule)) throw new Error(`There is no rule ${rule}`)
    }),
    { numRuns: MUTATIONS / 2 },
  )
  expect(checked).toBeGreaterThan(MUTATIONS / 8)
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false)
})
