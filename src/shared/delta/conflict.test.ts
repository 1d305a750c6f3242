import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, commitInfo, domain, metadata, protocol, remove, txn } from '../../../test/delta-actions.ts'
import type { Action, AddFile } from './actions.ts'
import { type Conflict, type ConflictPolicy, type Engine, findConflict, forecastConflicts } from './conflict.ts'
import { CONFLICT_CODES, engineErrorName } from './conflict-names.ts'
import type { IsolationLevel } from './isolation.ts'
import { parsePredicate } from './parse-predicate.ts'
import { EVERY_ROW, type Predicate } from './predicate.ts'
import { NOTHING_READ, type ReadSet, type ReadState, readStateOf } from './read-set.ts'
import { rebaseDraft } from './rebase.ts'
import { applyCommit, emptySnapshot } from './snapshot.ts'

const one = { partitionValues: new Map([['p', '1']]) }
const two = { partitionValues: new Map([['p', '2']]) }
const FILES: readonly AddFile[] = [add('f1', one), add('f2', one), add('g', two)]

function table(partitionColumns: readonly string[], features: readonly string[] = ['domainMetadata']): ReadState {
  return {
    version: 9n,
    protocol: protocol(features),
    metadata: metadata('id long, p string', { partitionColumns }),
    liveFile: path => FILES.find(file => file.path === path),
  }
}

function scan(text: string): Predicate {
  const parsed = parsePredicate(text)
  if (parsed.kind === 'invalid') throw new Error(parsed.issues[0]?.message)
  return parsed.value
}

function reads(fields: Partial<ReadSet>): ReadSet {
  return { ...NOTHING_READ, ...fields }
}

interface Mine {
  readonly reads: ReadSet
  readonly actions: readonly Action[]
  readonly operation?: string
}

const rewritten = { dataChange: false }

describe("Spark's matrix", () => {
  const MINE: Readonly<Record<string, Mine>> = {
    'blind append to p=1': { reads: NOTHING_READ, actions: [add('m', one)] },
    'append after full scan': { reads: reads({ scans: [EVERY_ROW] }), actions: [add('m', one)] },
    'UPDATE where p=1, rewrites f1': {
      reads: reads({ scans: [scan('p = 1')] }),
      actions: [remove('f1'), add('m', one)],
    },
    'UPDATE with data predicate': { reads: reads({ scans: [scan('id = 5')] }), actions: [remove('f1'), add('m', one)] },
    'MERGE, whole table read': { reads: reads({ wholeTable: true }), actions: [remove('f1'), add('m', one)] },
    'OPTIMIZE p=1': {
      operation: 'OPTIMIZE',
      reads: reads({ files: new Set(['f1', 'f2']) }),
      actions: [remove('f1', rewritten), remove('f2', rewritten), add('m', { ...one, ...rewritten })],
    },
    'ALTER TABLE': { reads: NOTHING_READ, actions: [metadata('id long, p string, mine long')] },
    'streaming append + txn s': { reads: reads({ appIds: new Set(['s']) }), actions: [add('m', one), txn('s')] },
    'overwrite all': {
      reads: reads({ scans: [EVERY_ROW] }),
      actions: [remove('f1'), remove('f2'), remove('g'), add('m', one)],
    },
    'append + domain d': { reads: NOTHING_READ, actions: [add('m', one), domain('d')] },
  }
  const blind = commitInfo({ operation: 'WRITE', isBlindAppend: true })
  const aware = commitInfo({ operation: 'UPDATE', isBlindAppend: false })
  const WINNERS: readonly (readonly Action[])[] = [
    [blind, add('w', one)],
    [blind, add('w', two)],
    [aware, add('w', one)],
    [aware, remove('f1')],
    [aware, remove('f2')],
    [aware, remove('g')],
    [aware, remove('f1', rewritten), remove('f2', rewritten), add('w', { ...one, ...rewritten })],
    [aware, metadata('id long, p string, theirs long')],
    [aware, protocol(['domainMetadata', 'changeDataFeed'])],
    [blind, add('w', two), txn('s')],
    [blind, add('w', two), domain('d')],
  ]
  const SHORT: Readonly<Record<string, string>> = {
    ConcurrentAppend: 'CA',
    ConcurrentDeleteRead: 'CDR',
    ConcurrentDeleteDelete: 'CDD',
    MetadataChanged: 'MC',
    ConcurrentTransaction: 'CT',
  }
  // Columns: blind append p=1 and p=2, other append p=1, removes f1, f2, g, OPTIMIZE f1+f2, metaData, protocol, append p=2 with
  // txn s and with domain d (digest of the protocol, section 17.7).
  const ALWAYS = {
    'blind append to p=1': 'ok ok ok ok ok ok ok MC ok ok ok',
    'OPTIMIZE p=1': 'ok ok ok CDR CDR ok CDR MC ok ok ok',
    'ALTER TABLE': 'ok ok ok ok ok ok ok MC ok ok ok',
    'streaming append + txn s': 'ok ok ok ok ok ok ok MC ok CT ok',
    'append + domain d': 'ok ok ok ok ok ok ok MC ok ok CT',
  }
  const EVERYTHING = 'CA CA CA CDR CDR CDR CA MC ok CA CA'
  const NOT_BLIND = 'ok ok CA CDR CDR CDR CA MC ok ok ok'
  const expected = (scanned: string, whereP: string): Readonly<Record<string, string>> => ({
    ...ALWAYS,
    'append after full scan': scanned,
    'UPDATE where p=1, rewrites f1': whereP,
    'UPDATE with data predicate': scanned,
    'MERGE, whole table read': scanned,
    'overwrite all': scanned,
  })
  const MATRICES: readonly [string, readonly string[], IsolationLevel, Readonly<Record<string, string>>][] = [
    ['partitioned', ['p'], 'Serializable', expected(EVERYTHING, 'CA ok CA CDR CDR ok CA MC ok ok ok')],
    ['partitioned', ['p'], 'WriteSerializable', expected(NOT_BLIND, 'ok ok CA CDR CDR ok CA MC ok ok ok')],
    ['unpartitioned', [], 'Serializable', expected(EVERYTHING, EVERYTHING)],
    ['unpartitioned', [], 'WriteSerializable', expected(NOT_BLIND, NOT_BLIND)],
  ]
  const rows = MATRICES.flatMap(([name, partitionColumns, isolation, matrix]) =>
    Object.entries(matrix).map(([mine, verdicts]) => [mine, name, isolation, partitionColumns, verdicts] as const),
  )

  test.each(rows)('%s, %s, %s', (mine, _, isolation, partitionColumns, verdicts) => {
    const draft = MINE[mine] ?? { reads: NOTHING_READ, actions: [] }
    const found = WINNERS.map(actions => {
      const conflict = findConflict(draft, table(partitionColumns), [{ version: 10n, actions }], { isolation })
      return conflict ? SHORT[CONFLICT_CODES[conflict.class]] : 'ok'
    })
    expect(found.join(' ')).toBe(verdicts)
  })
})

function conflictOf(
  mine: Partial<Mine>,
  winner: readonly Action[],
  policy: ConflictPolicy = {},
  read = table(['p']),
): Conflict | undefined {
  return findConflict(
    { reads: NOTHING_READ, actions: [add('m', one)], ...mine },
    read,
    [{ version: 10n, actions: winner }],
    policy,
  )
}

describe('what a conflict says', () => {
  test('an append under a scan names the version, the scan and every file of the partition', () => {
    const files = ['w1', 'w2', 'w3', 'w4', 'w5'].map(path => add(path, one))
    const conflict = conflictOf({ reads: reads({ scans: [scan("p = '1'")] }) }, [
      commitInfo({ operation: 'WRITE' }),
      ...files,
      add('elsewhere', two),
    ])
    expect(conflict).toMatchObject({ class: 'append', version: 10n, files: ['w1', 'w2', 'w3', 'w4', 'w5'] })
    expect(conflict?.reason).toBe(
      "Version 10 (WRITE) added 5 files that the scan p = '1' would have read: w1, w2, w3 and 2 more. Read again at version 10 or later and make the commit anew.",
    )
  })

  test('a file removed twice names the file; another deletion vector makes no difference', () => {
    const vector = (path: string) => ({ storageType: 'u', pathOrInlineDv: path, sizeInBytes: 1, cardinality: 1n })
    const conflict = conflictOf({ actions: [remove('f1', { deletionVector: vector('a') })] }, [
      remove('f1', { deletionVector: vector('b') }),
    ])
    expect(conflict).toMatchObject({ class: 'delete-delete', files: ['f1'] })
    expect(conflict?.reason).toContain('Version 10 removed a file that this commit removes, too: f1.')
  })

  test('a winner that cannot be read can be judged by nobody', () => {
    const conflict = findConflict({ reads: NOTHING_READ, actions: [] }, table([]), [{ version: 10n }])
    expect(conflict).toMatchObject({ class: 'write', reason: expect.stringContaining('cannot be read') })
  })

  test.each([
    ['spark', 'DELETE', 'ConcurrentDeleteDeleteException'],
    ['delta-rs', 'DELETE', 'ConcurrentDeleteRead'],
    ['kernel', 'DELETE', 'ConcurrentWriteException'],
  ] as const)('%s has its own name and its own reasons for the same race', (engine, operation, name) => {
    const conflict = conflictOf({ actions: [remove('f1')], operation }, [remove('f1')], { engine })
    expect(conflict && engineErrorName(conflict.class, engine)).toBe(name)
  })

  test('every winner gets a verdict, also after a conflict, and a reason either way', () => {
    const { verdicts, isolation } = forecastConflicts(
      { reads: reads({ scans: [scan("p = '1'")] }), actions: [remove('f1'), add('m', one)] },
      table(['p']),
      [
        { version: 10n, actions: [add('a', two)] },
        { version: 11n, actions: [add('b', one)] },
        { version: 12n, actions: [remove('g')] },
        { version: 13n, actions: [protocol(['domainMetadata', 'changeDataFeed'])] },
      ],
    )
    expect(isolation).toBe('Serializable')
    expect(verdicts.map(({ version, kind, reason }) => `${version} ${kind}: ${reason}`)).toEqual([
      '10 no-conflict: It added a file outside of what this commit has read.',
      "11 conflict: Version 11 added a file that the scan p = '1' would have read: b. Read again at version 11 or later and make the commit anew.",
      '12 no-conflict: It removed a file, which this commit has neither read nor removes.',
      '13 no-conflict: Its protocol can be taken over.',
    ])
  })
})

describe('levels', () => {
  const mine = {
    reads: reads({ scans: [EVERY_ROW] }),
    actions: [remove('f1', rewritten), add('m', { ...one, ...rewritten })],
  }
  const append = [commitInfo({ isBlindAppend: false }), add('w', one)]

  test('a commit that changes no data is checked as snapshot isolation', () => {
    expect(conflictOf(mine, append)).toBeUndefined()
    expect(conflictOf(mine, [remove('f1')])?.class).toBe('delete-read')
  })

  test.each([
    ['a transaction', txn('a')],
    ['a domain', domain('d')],
    ['metadata', metadata('id long')],
    ['a changed row', add('n')],
  ])('%s in it keeps the level of the table', (_, action) => {
    expect(conflictOf({ ...mine, actions: [...mine.actions, action] }, append)?.class).toBe('append')
  })

  test('the domain of row tracking does not', () => {
    expect(conflictOf({ ...mine, actions: [...mine.actions, domain('delta.rowTracking')] }, append)).toBeUndefined()
  })

  test('under WriteSerializable a MERGE that happened to change nothing keeps its level', () => {
    const merge = { ...mine, operation: 'MERGE' }
    expect(conflictOf(merge, append, { isolation: 'WriteSerializable' })?.class).toBe('append')
    expect(conflictOf(merge, append, { isolation: 'Serializable' })).toBeUndefined()
  })

  test("the table's property counts where no level is given", () => {
    const read = {
      ...table(['p']),
      metadata: metadata('p string', {
        partitionColumns: ['p'],
        configuration: new Map([['delta.isolationLevel', 'WriteSerializable']]),
      }),
    }
    const changing = { ...mine, actions: [remove('f1'), add('m', one)] }
    const blind = [commitInfo({ isBlindAppend: true }), add('w', one)]
    expect(conflictOf(changing, blind, {}, read)).toBeUndefined()
    expect(conflictOf(changing, [add('w', one)], {}, read)?.class).toBe('append')
    expect(
      conflictOf({ ...changing, actions: [...changing.actions, metadata('p string')] }, blind, {}, read)?.class,
    ).toBe('append')
  })
})

describe('reads', () => {
  test('statistics take files out of what was read, but not out of what might be appended', () => {
    const stats = '{"numRecords":1,"minValues":{"id":1},"maxValues":{"id":9},"nullCount":{"id":0}}'
    const read = { ...table(['p']), liveFile: (path: string) => add(path, { ...one, stats }) }
    const mine = { reads: reads({ scans: [scan('id > 10')] }), actions: [remove('z'), add('m', one)] }
    expect(conflictOf(mine, [remove('f1')], {}, read)).toBeUndefined()
    expect(conflictOf(mine, [add('w', { ...one, stats })], {}, read)?.class).toBe('append')
    expect(conflictOf(mine, [add('w', { ...one, stats })], { engine: 'delta-rs' }, read)).toBeUndefined()
  })

  test('of a snapshot are those of its live files', () => {
    const snapshot = applyCommit(emptySnapshot(), 9n, [
      metadata('id long, p string', { partitionColumns: ['p'] }),
      ...FILES,
    ])
    const mine = { reads: reads({ scans: [scan("p = '2'")] }), actions: [remove('z')] }
    expect(conflictOf(mine, [remove('g')], {}, readStateOf(snapshot))?.files).toEqual(['g'])
    expect(conflictOf(mine, [remove('f1'), remove('gone')], {}, readStateOf(snapshot))).toBeUndefined()
  })

  test('a scan whose columns do not exist counts as a scan of everything', () => {
    const mine = { reads: reads({ scans: [scan("nosuch = 1 and p = '1'")] }), actions: [remove('z')] }
    expect(conflictOf(mine, [remove('f1')])?.class).toBe('delete-read')
    expect(conflictOf(mine, [remove('g')])).toBeUndefined()
  })

  test('writing a transaction without asking for the last one is no conflict in Spark, in the others it is', () => {
    const mine = { actions: [add('m', one), txn('s', 7n)] }
    const verdicts = (version: bigint) =>
      (['spark', 'delta-rs', 'kernel'] as Engine[]).map(
        engine => conflictOf(mine, [txn('s', version)], { engine })?.class,
      )
    expect(verdicts(7n)).toEqual([undefined, 'transaction', 'transaction'])
    expect(verdicts(6n)).toEqual([undefined, 'transaction', undefined])
  })
})

describe('table changes', () => {
  const configured = (entries: Record<string, string>, columns = 'id long, p string') =>
    metadata(columns, { partitionColumns: ['p'], configuration: new Map(Object.entries(entries)) })
  const features = [
    'domainMetadata',
    'rowTracking',
    'deletionVectors',
    'v2Checkpoint',
    'inCommitTimestamp',
    'columnMapping',
  ]
  const read = table(['p'], features)

  test.each([
    ['row tracking', { 'delta.enableRowTracking': 'true', 'delta.rowTracking.materializedRowIdColumnName': '_r' }],
    ['deletion vectors', { 'delta.enableDeletionVectors': 'true' }],
    ['V2 checkpoints', { 'delta.checkpointPolicy': 'v2' }],
    [
      'in-commit timestamps',
      { 'delta.enableInCommitTimestamps': 'true', 'delta.inCommitTimestampEnablementVersion': '10' },
    ],
    ['column mapping by name', { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '2' }],
  ])('%s may be switched on underneath a commit', (_, properties) => {
    expect(conflictOf({}, [configured(properties)], {}, read)).toBeUndefined()
    expect(conflictOf({ actions: [metadata('id long')] }, [configured(properties)], {}, read)?.class).toBe('metadata')
    expect(conflictOf({}, [configured(properties)], { engine: 'delta-rs' }, read)?.class).toBe('metadata')
  })

  test.each([
    [
      'an unknown property',
      { 'delta.logRetentionDuration': '1' },
      'the property delta.logRetentionDuration was set to 1',
    ],
    [
      'row tracking off',
      { 'delta.enableRowTracking': 'false' },
      'the property delta.enableRowTracking was set to false',
    ],
    ['mapping by id', { 'delta.columnMapping.mode': 'id' }, 'the property delta.columnMapping.mode was set to id'],
  ])('%s may not', (_, properties, reason) => {
    expect(conflictOf({}, [configured(properties)], {}, read)?.reason).toContain(reason)
  })

  test('a feature that the protocol does not support cannot be switched on, unless the winner adds it', () => {
    const winner = configured({ 'delta.enableDeletionVectors': 'true' })
    expect(conflictOf({}, [winner])?.class).toBe('metadata')
    expect(conflictOf({}, [protocol(['domainMetadata', 'deletionVectors']), winner])).toBeUndefined()
  })

  test('a column, its type and a removed property conflict; ids of column mapping do not', () => {
    const mapped = { 'delta.columnMapping.mode': 'name' }
    expect(conflictOf({}, [configured({}, 'id long, p string, x long')], {}, read)?.reason).toContain(
      'the schema changed',
    )
    expect(conflictOf({}, [configured(mapped, 'id integer, p string')], {}, read)?.reason).toContain(
      'the column id changed',
    )
    const schemaString =
      read.metadata?.schemaString.replaceAll('"metadata":{}', '"metadata":{"delta.columnMapping.id":1}') ?? ''
    expect(conflictOf({}, [{ ...configured(mapped), schemaString }], {}, read)).toBeUndefined()
    const before = { ...read, metadata: configured({ 'delta.appendOnly': 'true' }) }
    expect(conflictOf({}, [configured({})], {}, before)?.reason).toContain('the property delta.appendOnly was removed')
  })

  test('high-water marks of identity columns may move underneath a commit that leaves metadata alone', () => {
    const winner = [
      commitInfo({ tags: { 'delta.identity.schemaUpdate': 'true' } }),
      configured({}, 'id long, p string, k long'),
    ]
    expect(conflictOf({}, winner, {}, read)).toBeUndefined()
    expect(conflictOf({ actions: [metadata('id long')] }, winner, {}, read)?.class).toBe('metadata')
  })

  test.each([
    ['drops a feature', protocol([]), 'took domainMetadata out of the protocol'],
    [
      'asks for a feature of the future',
      protocol(['domainMetadata', 'levitation']),
      'levitation, which this program does not know',
    ],
    ['asks for a writer of the future', { ...protocol(), minWriterVersion: 8 }, 'writer version 8'],
  ])('a winner that %s conflicts', (_, winner, reason) => {
    expect(conflictOf({}, [winner])).toMatchObject({ class: 'protocol', reason: expect.stringContaining(reason) })
  })

  test('the row-id high-water mark is merged, any other domain is not', () => {
    const mine = { actions: [domain('delta.rowTracking'), domain('app')] }
    expect(conflictOf(mine, [domain('delta.rowTracking')])).toBeUndefined()
    expect(conflictOf(mine, [domain('app')])?.class).toBe('domain')
  })

  test('a backfill and what it races with do not mind each other', () => {
    const backfill = commitInfo({ operation: 'ROW TRACKING BACKFILL' })
    const mine = { reads: reads({ scans: [EVERY_ROW] }), actions: [remove('f1'), add('m', one)] }
    expect(conflictOf(mine, [backfill, add('f1', { ...one, ...rewritten })])).toBeUndefined()
    expect(conflictOf({ ...mine, operation: 'ROW TRACKING UNBACKFILL' }, [backfill])?.class).toBe('write')
  })

  test('a RESTORE follows nobody', () => {
    expect(conflictOf({ operation: 'RESTORE' }, [add('w', two)])?.class).toBe('write')
  })
})

describe('limits', () => {
  test('ten thousand actions against a thousand winners take the sum of both, not the product', () => {
    const actions = Array.from({ length: 10_000 }, (_, index) => remove(`mine-${index}`))
    const winners = Array.from({ length: 1_000 }, (_, index) => ({
      version: BigInt(index),
      actions: [...Array.from({ length: 100 }, (_, file) => remove(`theirs-${index}-${file}`)), add(`w-${index}`, two)],
    }))
    const started = performance.now()
    const { verdicts } = forecastConflicts(
      { reads: reads({ scans: [scan("p = '1'")] }), actions },
      table(['p']),
      winners,
    )
    expect(verdicts.filter(({ kind }) => kind === 'conflict')).toEqual([])
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('hostile actions end in a verdict', () => {
    const names = fc.constantFrom('f1', '__proto__', 'constructor', '', '\ud800')
    const texts = fc.oneof(names, fc.string({ unit: 'binary' }), fc.json())
    const action: fc.Arbitrary<Action> = fc.oneof(
      fc
        .record({ path: names, stats: texts, value: fc.option(texts) })
        .map(({ path, stats, value }) => add(path, { stats, partitionValues: new Map([['p', value]]) })),
      names.map(path => remove(path)),
      texts.map(text => ({ kind: 'commitInfo' as const, text, operation: text })),
      texts.map(schemaString => ({
        ...metadata('id long'),
        schemaString,
        configuration: new Map([[schemaString, schemaString]]),
      })),
      fc.array(texts).map(writerFeatures => protocol(writerFeatures)),
      names.map(name => domain(name)),
      names.map(name => txn(name)),
      texts.map(text => ({ kind: 'unknown' as const, name: '__proto__', text })),
    )
    const scans = fc.constantFrom(EVERY_ROW, scan("p = '1'"), scan('id in (1, 2)'), scan('__proto__ = 1'))
    fc.assert(
      fc.property(
        fc.array(action),
        fc.array(fc.array(action), { maxLength: 3 }),
        fc.array(scans),
        fc.constantFrom<Engine>('spark', 'delta-rs', 'kernel'),
        texts,
        (actions, winners, scans, engine, schemaString) => {
          const read = { ...table(['p']), metadata: { ...metadata('id long'), schemaString, partitionColumns: ['p'] } }
          const commits = winners.map((actions, index) => ({ version: BigInt(index), actions }))
          const { verdicts } = forecastConflicts({ actions, reads: reads({ scans }) }, read, commits, { engine })
          expect(verdicts).toHaveLength(winners.length)
          expect(verdicts.every(({ reason }) => reason.length > 0)).toBe(true)
          const request = { draft: { actions, reads: reads({ scans }) }, read, winners: commits, policy: { engine } }
          expect(rebaseDraft(request).kind).toMatch(/^(rebased|conflict|impossible)$/)
        },
      ),
      { numRuns: 300 },
    )
  })
})
