import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, commitInfo, domain, metadata, protocol, remove, txn } from '../../../test/delta-actions.ts'
import type { Action, AddFile } from './actions.ts'
import type { Winner } from './conflict.ts'
import { withMember } from './edit-json.ts'
import { EVERY_ROW } from './predicate.ts'
import { NOTHING_READ, type ReadState } from './read-set.ts'
import { type Rebase, type RebaseRequest, rebaseDraft } from './rebase.ts'

const ROWS = { stats: '{"numRecords":10}' }
const TRACKED = protocol(['rowTracking', 'domainMetadata', 'inCommitTimestamp'])
const mark = (value: number): Action => domain('delta.rowTracking', `{"rowIdHighWaterMark":${value}}`)

function table(fields: Partial<ReadState> = {}): ReadState {
  return { version: 4n, protocol: protocol(), metadata: metadata('id long'), liveFile: () => undefined, ...fields }
}

function winners(...commits: readonly (readonly Action[])[]): Winner[] {
  return commits.map((actions, index) => ({ version: 5n + BigInt(index), actions }))
}

function rebase(actions: readonly Action[], commits: readonly Winner[], fields: Partial<RebaseRequest> = {}): Rebase {
  return rebaseDraft({ draft: { actions, reads: NOTHING_READ }, read: table(), winners: commits, ...fields })
}

function addsOf(result: Rebase): AddFile[] {
  return result.kind === 'rebased' ? result.actions.filter(action => action.kind === 'add') : []
}

describe('[C2] a draft that lost its version', () => {
  test('without anything that depends on the version only changes its version', () => {
    const actions = [commitInfo({ operation: 'WRITE' }), add('m'), txn('s')]
    expect(rebase(actions, winners([add('a')], [add('b')]))).toEqual({
      kind: 'rebased',
      version: 7n,
      actions,
      changes: [{ kind: 'version', from: '5', to: '7' }],
      cautions: [],
    })
  })

  test('without winners stays as it is', () => {
    const tracked = { read: table({ protocol: TRACKED }) }
    expect(rebase([add('m')], [], tracked)).toMatchObject({ version: 5n, actions: [add('m')], changes: [] })
  })

  test('and conflicts with a winner is not rebased', () => {
    const draft = { actions: [remove('f')], reads: { ...NOTHING_READ, scans: [EVERY_ROW] } }
    expect(rebaseDraft({ draft, read: table(), winners: winners([add('w')]) })).toMatchObject({ class: 'append' })
  })
})

describe('a draft whose author overrules a conflict', () => {
  const over = (actions: readonly Action[], commits: readonly Winner[]) => rebase(actions, commits, { overrules: true })

  test('goes onto the head without the removes of files that are gone, and warns of what replaces them', () => {
    const gone = winners([remove('f'), remove('back')], [add('back')])
    const result = over([remove('f'), remove('back'), add('g')], gone)
    expect(result).toMatchObject({
      kind: 'rebased',
      version: 7n,
      actions: [remove('back'), add('g')],
      changes: [{ kind: 'version' }, { kind: 'already-removed', subject: 'f', to: 'left out: v5 removed it' }],
    })
    expect(result.kind === 'rebased' && result.cautions).toHaveLength(1)
    expect(rebase([remove('f'), add('g')], gone)).toMatchObject({ kind: 'conflict', class: 'delete-delete' })
  })

  test('cannot follow a version that cannot be read', () => {
    expect(over([add('m')], [{ version: 5n }])).toMatchObject({ kind: 'impossible' })
  })
})

describe('in-commit timestamps', () => {
  const enabled = metadata('id long', { configuration: new Map([['delta.enableInCommitTimestamps', 'true']]) })
  const read = table({ metadata: enabled })
  const info = (result: Rebase) => result.kind === 'rebased' && result.actions[0]

  test.each([
    [100, '201'],
    [500, '500'],
  ])('%d after a winner at 200 becomes %s, every other byte of commitInfo stays', (own, expected) => {
    const text = `{ "operation":"WRITE", "inCommitTimestamp": ${own}, "big":9007199254740993 }`
    const draft: Action = { kind: 'commitInfo', text, operation: 'WRITE', inCommitTimestamp: BigInt(own) }
    const result = rebase([draft, add('m')], winners([commitInfo({ inCommitTimestamp: 200 }), add('w')]), { read })
    expect(info(result)).toMatchObject({ text: text.replace(`${own}`, expected), inCommitTimestamp: BigInt(expected) })
  })

  test('switched on by the winner, the draft gets one, in front', () => {
    const switched = winners([commitInfo({ inCommitTimestamp: 200 }), enabled])
    const result = rebase([add('m')], switched, { read: table({ protocol: protocol(['inCommitTimestamp']) }) })
    expect(info(result)).toMatchObject({ kind: 'commitInfo', inCommitTimestamp: 201n })
    expect(result).toMatchObject({ changes: [{}, { kind: 'in-commit-timestamp', from: undefined, to: '201' }] })
  })

  test('switched on by the draft, its metadata names its own version and time', () => {
    const draft = [commitInfo({ inCommitTimestamp: 100 }), enabled]
    const result = rebase(draft, [{ version: 5n, actions: [add('w')], committedAt: 300n }])
    const own = result.kind === 'rebased' ? result.actions.find(action => action.kind === 'metaData') : undefined
    expect(own?.configuration.get('delta.inCommitTimestampEnablementVersion')).toBe('6')
    expect(own?.configuration.get('delta.inCommitTimestampEnablementTimestamp')).toBe('301')
  })

  test('a winner whose time nobody knows makes it impossible', () => {
    expect(rebase([add('m')], winners([add('w')]), { read })).toMatchObject({ kind: 'impossible' })
  })
})

describe('row tracking', () => {
  const read = table({ protocol: TRACKED })
  const fields = { read, rowIdHighWaterMark: 99n }

  test('new files get ids after those of the winners, the mark and the row commit version move', () => {
    const draft = [mark(109), add('m', { ...ROWS, baseRowId: 100n, defaultRowCommitVersion: 5n })]
    const theirs = winners([mark(119), add('a', { ...ROWS, baseRowId: 100n })], [mark(129)])
    expect(rebase(draft, theirs, fields)).toEqual({
      kind: 'rebased',
      version: 7n,
      actions: [
        domain('delta.rowTracking', '{"domainName":"delta.rowTracking","rowIdHighWaterMark":139}'),
        add('m', { ...ROWS, baseRowId: 130n, defaultRowCommitVersion: 7n }),
      ],
      changes: [
        { kind: 'version', from: '5', to: '7' },
        { kind: 'row-ids', subject: 'm', from: '100', to: '130' },
        { kind: 'row-id-high-water-mark', from: '109', to: '139' },
        { kind: 'row-commit-version', subject: 'm', from: '5', to: '7' },
      ],
      cautions: [],
    })
  })

  test('copied ids stay, also where a winner forgot to raise the mark', () => {
    const old = add('old', { ...ROWS, baseRowId: 34n, defaultRowCommitVersion: 2n })
    const result = rebase([old, add('new', ROWS)], winners([add('w', { ...ROWS, baseRowId: 100n })]), fields)
    expect(addsOf(result)).toEqual([old, add('new', { ...ROWS, baseRowId: 110n, defaultRowCommitVersion: 6n })])
  })

  test('a file without a record count cannot get ids', () => {
    expect(rebase([add('m')], winners([add('w')]), fields)).toMatchObject({
      kind: 'impossible',
      reason: expect.stringContaining('The file m needs row ids'),
    })
  })

  test('nothing is assigned while row tracking is suspended', () => {
    const suspended = metadata('id long', { configuration: new Map([['delta.rowTrackingSuspended', 'true']]) })
    const result = rebase([add('m')], winners([add('w')]), { read: { ...read, metadata: suspended } })
    expect(addsOf(result)).toEqual([add('m')])
  })

  test('a backfill leaves out what a winner touched', () => {
    const files = ['a', 'b', 'c'].map((path, index) =>
      add(path, { ...ROWS, dataChange: false, baseRowId: BigInt(100 + index) }),
    )
    const draft = { actions: files, reads: NOTHING_READ, operation: 'ROW TRACKING BACKFILL' }
    const result = rebaseDraft({
      draft,
      ...fields,
      winners: winners([remove('a'), add('b', { ...ROWS, baseRowId: 200n })]),
    })
    expect(addsOf(result).map(({ path, baseRowId }) => [path, baseRowId])).toEqual([['c', 210n]])
  })

  test('a remove and a new deletion vector after a backfill carry its ids on', () => {
    const backfill = [
      commitInfo({ operation: 'ROW TRACKING BACKFILL' }),
      mark(119),
      add('f', { ...ROWS, baseRowId: 110n, defaultRowCommitVersion: 5n }),
    ]
    const result = rebase([remove('f'), add('f', ROWS)], winners(backfill), fields)
    const ids = { baseRowId: 110n, defaultRowCommitVersion: 5n }
    expect(result).toMatchObject({
      actions: [
        { kind: 'remove', ...ids },
        { kind: 'add', ...ids },
      ],
    })
  })

  test('switched on by the winner, the draft says that it kept no row ids', () => {
    const on = metadata('id long', { configuration: new Map([['delta.enableRowTracking', 'true']]) })
    const draft = [commitInfo({ operation: 'UPDATE', tags: { other: '1' } }), add('m', ROWS)]
    const result = rebase(draft, winners([on]), fields)
    expect(result.kind === 'rebased' && result.actions[0]).toMatchObject({
      text: '{"operation":"UPDATE","tags":{"other":"1","delta.rowTracking.preserved":"false"}}',
    })
  })
})

describe('metadata that knows its version', () => {
  test('type changes of a column move with the commit, a comment that looks like one does not', () => {
    const schema = (version: number) =>
      JSON.stringify({
        type: 'struct',
        fields: [
          {
            name: 'id',
            type: 'long',
            nullable: true,
            metadata: {
              comment: '"tableVersion":5',
              'delta.typeChanges': [{ toType: 'long', fromType: 'integer', tableVersion: version }],
            },
          },
        ],
      })
    const result = rebase([metadata('id long', { schemaString: schema(5) })], winners([add('w')]))
    expect(result).toMatchObject({ actions: [{ schemaString: schema(6) }] })
  })

  test('dropping a feature moves the protection of checkpoints and asks for another look', () => {
    const property = 'delta.requireCheckpointProtectionBeforeVersion'
    const draft = [
      protocol(['checkpointProtection']),
      metadata('id long', { configuration: new Map([[property, '5']]) }),
    ]
    const read = table({ protocol: protocol(['checkpointProtection', 'deletionVectors']) })
    expect(rebase(draft, winners([add('w')]), { read })).toMatchObject({
      changes: [{}, { kind: 'checkpoint-protection', from: '5', to: '6' }],
      cautions: [expect.stringContaining('drops a feature')],
    })
  })

  test('replacing a table takes away domains that came up meanwhile', () => {
    const draft = { actions: [add('m')], reads: NOTHING_READ, operation: 'CREATE OR REPLACE TABLE' }
    const result = rebaseDraft({ draft, read: table(), winners: winners([domain('app')]) })
    expect(result).toMatchObject({ actions: [{ kind: 'add' }, { domain: 'app', removed: true }] })
  })
})

test('rebasing over many winners takes the sum of both, not the product', () => {
  const actions = Array.from({ length: 10_000 }, (_, index) => add(`m-${index}`, ROWS))
  const commits = winners(...Array.from({ length: 1_000 }, (_, index) => [mark(index), add(`w-${index}`, ROWS)]))
  const started = performance.now()
  expect(rebase(actions, commits, { read: table({ protocol: TRACKED }) })).toMatchObject({ version: 1005n })
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a member set in any JSON object leaves the others', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.boolean(), (value, name, isSpaced) => {
      const text = JSON.stringify(value, undefined, isSpaced ? 2 : undefined)
      const edited = withMember(text, name, '12345')
      const others = Object.entries(JSON.parse(text)).filter(([key]) => key !== name)
      const found = Object.entries(JSON.parse(edited ?? ''))
      expect(found.filter(([key]) => key !== name)).toEqual(others)
      expect(found.filter(([key]) => key === name)).toEqual([[name, 12345]])
    }),
  )
  expect(withMember('{"a":1e2, "b" : "\\u00e9" }', 'a', '9007199254740993')).toBe(
    '{"a":9007199254740993, "b" : "\\u00e9" }',
  )
  expect(withMember('[]', 'a', '1')).toBeUndefined()
  expect(withMember('{"a"', 'a', '1')).toBeUndefined()
})
