import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  commitInfo,
  features,
  metaData,
  properties,
  protocol,
  remove,
  VECTOR,
  verdict,
} from '../../../test/rule-cases.ts'
import { ISSUES_PER_RULE_MAX } from '../limits.ts'
import type { Action, AddFile, CommitLine, Metadata } from './actions.ts'
import { domainsToLookUp } from './domains-to-look-up.ts'
import { fileIdentity } from './file-identity.ts'
import { identitiesToLookUp } from './identities-to-look-up.ts'
import { parseAction } from './parse-action.ts'
import { findRule, RULES } from './rules.ts'
import { emptySnapshot } from './snapshot.ts'
import { snapshotView } from './snapshot-view.ts'
import { validateCommit } from './validate-commit.ts'
import { validateAgainstTable } from './validate-table.ts'

const linesOf = (...texts: string[]) =>
  texts.flatMap((text, index) => {
    const parsed = parseAction(text, index)
    return parsed.kind === 'ok' ? [parsed.value] : []
  })

describe('validation', () => {
  test('an ordinary history breaks no rule', () => {
    const first = [commitInfo(), protocol(), metaData(), add('a'), add('b')]
    expect(verdict({ commit: first })).toEqual([])
    expect(verdict({ before: [first], commit: [commitInfo(), remove('a'), add('c')] })).toEqual([])
  })

  test('a remove of a file that is gone names the version that removed it', () => {
    const before = [[protocol(), metaData(), add('a'), add('b')], [remove('a')]]
    const [issue] = verdict({ before, commit: [remove('a')] })
    expect(issue).toMatchObject({ rule: 'table.remove-not-live', severity: 'error', path: [0, 'remove', 'path'] })
    expect(issue?.message).toContain('which version 1 removed')
  })

  test('a table that nobody may write refuses every commit, also one without a protocol', () => {
    const before = [[features(['catalogManaged'], ['inCommitTimestamp']), metaData()]]
    const issues = verdict({ before, commit: [commitInfo()] })
    expect(issues).toMatchObject([{ rule: 'protocol.writer-feature-unsupported', severity: 'error' }])
  })

  test('without knowing how many files are live, nothing may change that needs all of them replaced', () => {
    const before = [[protocol(), metaData({ partitionColumns: ['dt'] }), add('a', { partitionValues: { dt: null } })]]
    const commit = [metaData({ partitionColumns: [] }), remove('a')]
    const rules = (view: object) => verdict({ before, commit, view }).map(({ rule }) => rule)
    expect(rules({})).toEqual([])
    expect(rules({ liveFiles: undefined })).toEqual(['table.partitioning-changed'])
  })

  test('a path that is live without a deletion vector is seen without a list of paths', () => {
    const before = [[features(['deletionVectors']), properties({ 'delta.enableDeletionVectors': 'true' }), add('a')]]
    const vector = add('a', { deletionVector: VECTOR, stats: '{"numRecords":10,"tightBounds":false}' })
    const rules = verdict({ before, commit: [vector], view: { livePaths: undefined } }).map(({ rule }) => rule)
    expect(rules).toEqual(['table.add-path-live'])
  })

  test('a rule that is broken very often is cut off and counted', () => {
    const commit = Array.from({ length: ISSUES_PER_RULE_MAX + 5 }, (_, index) => add(`${index}`, { size: -1 }))
    const issues = verdict({ before: [[protocol(), metaData()]], commit })
    expect(issues).toHaveLength(ISSUES_PER_RULE_MAX)
    expect(issues.at(-1)?.message).toMatch(/\(and 5 more of this kind\)$/)
  })

  test('only what rules ask for is looked up', () => {
    const plain = add('a')
    const vector = add('b', { deletionVector: VECTOR })
    const lines = linesOf(plain, vector, remove('a'), commitInfo())
    const action = lines[1]?.action
    expect(identitiesToLookUp(lines)).toEqual([
      fileIdentity('a'),
      fileIdentity('b', action?.kind === 'add' ? action.deletionVector : undefined),
      fileIdentity('b'),
    ])
    expect(domainsToLookUp(linesOf('{"domainMetadata":{"domain":"x","configuration":"","removed":true}}'))).toContain(
      'x',
    )
  })

  test('rules are found by their own ids alone', () => {
    expect(findRule('text.nul')?.title).toBe('No text holds a NUL character')
    expect(findRule('toString')).toBeUndefined()
    for (const rule of Object.values(RULES)) expect(rule.explanation).toMatch(/[.?]$/)
  })
})

const nasty = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '\u0000',
    '\ud800',
    '%',
    '..',
    '/',
    'delta.',
    'null',
    '{}',
    'NaN',
  ),
  fc.constantFrom(
    'delta.appendOnly',
    'delta.columnMapping.mode',
    'true',
    'id',
    'name',
    '-1',
    '1e999999',
    'decimal(99,99)',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.json(),
)
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const strings = fc.array(nasty, { maxLength: 3 })
const map = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(nasty, value), { maxLength: 3 }).map(entries => new Map(entries))
const vector = fc.record({
  storageType: fc.constantFrom('u', 'i', 'p', '?'),
  pathOrInlineDv: nasty,
  offset: optional(fc.integer()),
  sizeInBytes: fc.integer(),
  cardinality: long,
})
const stats = fc
  .record({
    numRecords: fc.jsonValue(),
    minValues: fc.jsonValue(),
    maxValues: fc.jsonValue(),
    nullCount: fc.jsonValue(),
  })
  .map(value => JSON.stringify(value))

const addFile: fc.Arbitrary<AddFile> = fc.record({
  kind: fc.constant('add'),
  path: nasty,
  partitionValues: map(fc.option(nasty)),
  size: long,
  modificationTime: long,
  dataChange: fc.boolean(),
  stats: optional(fc.oneof(nasty, stats)),
  tags: optional(map(fc.option(nasty))),
  deletionVector: optional(vector),
  baseRowId: optional(long),
  defaultRowCommitVersion: optional(long),
})
const schemaString = fc.oneof(
  nasty,
  fc
    .array(
      fc.record({
        name: nasty,
        type: fc.oneof(nasty, fc.jsonValue()),
        nullable: fc.jsonValue(),
        metadata: fc.jsonValue(),
      }),
    )
    .map(fields => JSON.stringify({ type: 'struct', fields })),
)
const metadata: fc.Arbitrary<Metadata> = fc.record({
  kind: fc.constant('metaData'),
  id: nasty,
  format: fc.record({ provider: nasty, options: map(nasty) }),
  schemaString,
  partitionColumns: strings,
  configuration: map(nasty),
})
const action: fc.Arbitrary<Action> = fc.oneof(
  addFile,
  addFile.map(file => ({ ...file, kind: 'remove' as const })),
  addFile.map(file => ({ ...file, kind: 'cdc' as const })),
  metadata,
  fc.record({
    kind: fc.constant('protocol' as const),
    minReaderVersion: fc.integer({ min: -1, max: 4 }),
    minWriterVersion: fc.integer({ min: -1, max: 8 }),
    readerFeatures: optional(strings),
    writerFeatures: optional(fc.array(fc.oneof(nasty, fc.constantFrom('rowTracking', 'clustering', 'columnMapping')))),
  }),
  fc.record({ kind: fc.constant('txn' as const), appId: nasty, version: long }),
  fc.record({
    kind: fc.constant('domainMetadata' as const),
    domain: fc.oneof(nasty, fc.constantFrom('delta.rowTracking', 'delta.clustering')),
    configuration: nasty,
    removed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('commitInfo' as const), text: fc.constant('{}'), inCommitTimestamp: optional(long) }),
  fc.record({ kind: fc.constant('unknown' as const), name: nasty, text: fc.constant('{}') }),
)
const lines: fc.Arbitrary<CommitLine[]> = fc.array(
  action.map(value => ({ action: value, text: '' })),
  { maxLength: 8 },
)

test('any actions at all end in issues with a known rule, never in an exception', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  fc.assert(
    fc.property(lines, lines, fc.constantFrom('writing' as const, 'reading' as const), (earlier, commit, purpose) => {
      const view = snapshotView({
        ...emptySnapshot(),
        version: 0n,
        protocol: earlier.map(line => line.action).find(found => found.kind === 'protocol'),
        metadata: earlier.map(line => line.action).find(found => found.kind === 'metaData'),
      })
      const issues = [...validateCommit(commit, 1n, purpose), ...validateAgainstTable(commit, view, purpose)]
      for (const issue of issues) {
        expect(findRule(issue.rule)).toBeDefined()
        expect(issue.message).not.toBe('')
        const [line] = issue.path
        if (typeof line === 'number') expect(line).toBeLessThan(commit.length)
      }
    }),
    { numRuns: 500 },
  )
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
})
