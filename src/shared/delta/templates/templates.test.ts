import { describe, expect, test } from 'vitest'
import { add, metadata, protocol } from '../../../../test/delta-actions.ts'
import type { Metadata } from '../actions.ts'
import { parseSchema } from '../schema.ts'
import { addColumn } from './add-column.ts'
import { compactFiles } from './compact-files.ts'
import { dataNeutrality } from './data-neutrality.ts'
import { removeMatching } from './remove-matching.ts'
import { renameColumn } from './rename-column.ts'
import { rewriteFiles } from './rewrite-files.ts'
import { setProperties } from './set-properties.ts'
import type { Template, TemplateTable } from './template.ts'
import { upgradeProtocol } from './upgrade-protocol.ts'

const table = (fields: Partial<TemplateTable> = {}): TemplateTable => ({
  version: 3n,
  protocol: protocol(['appendOnly']),
  metadata: metadata('id long, p string'),
  ...fields,
})
const rows = (count: number) => ({ stats: `{"numRecords":${count}}` })
const names = new Map([
  ['delta.columnMapping.mode', 'name'],
  ['delta.columnMapping.maxColumnId', '2'],
])
const mapped = (): TemplateTable => ({
  ...table({ protocol: protocol(['columnMapping']) }),
  metadata: { ...metadata('id long, p string', { configuration: names, partitionColumns: ['p'] }) },
})

function made(template: Template): Extract<Template, { kind: 'made' }> {
  if (template.kind !== 'made') throw new Error(`expected actions, got: ${template.reason}`)
  return template
}

function metadataOf(template: Template): Metadata {
  const found = made(template).actions.find(action => action.kind === 'metaData')
  if (!found) throw new Error('expected metaData')
  return found
}

function columnsOf({ schemaString }: Metadata): string[] {
  const schema = parseSchema(schemaString)
  return schema.kind === 'ok' ? schema.value.fields.map(({ name }) => name) : []
}

describe('removing by a predicate', () => {
  const whole = { add: add('whole'), matches: 'every-row' as const }
  const part = { add: add('part'), matches: 'some-rows' as const }
  const request = { predicate: 'id > 5', purpose: 'delete' as const, leavePartial: false, nowMs: 9n }

  test('refuses files that may match in part, and names them', () => {
    expect(removeMatching({ ...request, files: [whole, part] })).toMatchObject({
      kind: 'refused',
      files: [{ path: 'part' }],
    })
  })

  test('leaves them alone where told so, and says it', () => {
    const template = made(removeMatching({ ...request, files: [whole, part], leavePartial: true }))
    expect(template.actions).toMatchObject([{ kind: 'remove', path: 'whole', deletionTimestamp: 9n, dataChange: true }])
    expect(template).toMatchObject({ operation: 'DELETE', scans: ['id > 5'] })
    expect(template.notes).toEqual(['One file that may match in part stays as it is.'])
  })

  test('refuses to do nothing', () => {
    expect(removeMatching({ ...request, files: [] })).toMatchObject({ kind: 'refused' })
    expect(removeMatching({ ...request, files: [part], leavePartial: true })).toMatchObject({ kind: 'refused' })
  })
})

describe('compaction', () => {
  const newName = (partition: number) => `merged-${partition}`
  const inP = (path: string, p: string, count: number) =>
    add(`p=${p}/${path}`, { partitionValues: new Map([['p', p]]), size: 10n, ...rows(count) })

  test('makes one file a partition and keeps every row', () => {
    const files = [inP('a', '1', 5), inP('b', '1', 7), inP('alone', '2', 3)]
    const { actions } = made(compactFiles({ files, nowMs: 1n, newName }))
    expect(actions).toMatchObject([
      { kind: 'remove', path: 'p=1/a', dataChange: false },
      { kind: 'remove', path: 'p=1/b', dataChange: false },
      { kind: 'add', path: 'p=1/merged-0', size: 20n, dataChange: false, stats: '{"numRecords":12}' },
    ])
    expect(dataNeutrality(actions)).toEqual({ kind: 'kept', rows: 12n })
  })

  test('counts what deletion vectors hide', () => {
    const hidden = { storageType: 'u', pathOrInlineDv: 'x', sizeInBytes: 1, cardinality: 2n }
    const files = [add('a', { ...rows(5), deletionVector: hidden }), add('b', rows(1))]
    const { actions } = made(compactFiles({ files, nowMs: 1n, newName }))
    expect(actions.at(-1)).toMatchObject({ stats: '{"numRecords":4}' })
    expect(dataNeutrality(actions)).toEqual({ kind: 'kept', rows: 4n })
  })

  test('refuses what cannot be counted and what has nothing to merge', () => {
    expect(compactFiles({ files: [add('a'), add('b', rows(1))], nowMs: 1n, newName })).toMatchObject({
      kind: 'refused',
      files: [{ path: 'a' }],
    })
    expect(compactFiles({ files: [inP('a', '1', 1), inP('b', '2', 1)], nowMs: 1n, newName }).kind).toBe('refused')
  })

  test('a lost row is seen; without statistics nothing is claimed to be known', () => {
    const before = { ...add('a', rows(5)), dataChange: false }
    expect(
      dataNeutrality([
        { ...before, kind: 'remove' },
        { ...add('b', rows(4)), dataChange: false },
      ]),
    ).toEqual({
      kind: 'broken',
      added: 4n,
      removed: 5n,
    })
    expect(dataNeutrality([{ ...add('b'), dataChange: false }])).toEqual({ kind: 'unknown' })
    expect(dataNeutrality([add('b', rows(1))])).toEqual({ kind: 'not-claimed' })
    expect(dataNeutrality([])).toEqual({ kind: 'not-claimed' })
  })
})

describe('properties', () => {
  test('are set and taken away, everything else as it was', () => {
    const before = table({
      metadata: metadata('id long', {
        configuration: new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      }),
    })
    const changed = metadataOf(
      setProperties(
        before,
        new Map([
          ['a', null],
          ['delta.appendOnly', 'true'],
        ]),
      ),
    )
    expect(Object.fromEntries(changed.configuration)).toEqual({ b: '2', 'delta.appendOnly': 'true' })
    expect({ ...changed, configuration: null }).toEqual({ ...before.metadata, configuration: null })
  })

  test('bring the features that they need, and say what cannot be taken back', () => {
    const template = made(setProperties(table(), new Map([['delta.enableChangeDataFeed', 'true']])))
    expect(template.actions[0]).toMatchObject({ kind: 'protocol', writerFeatures: ['appendOnly', 'changeDataFeed'] })
    expect(template.notes.join(' ')).toMatch(/changeDataFeed can no longer write.*cannot take this back/)
  })

  test('begin column mapping with ids for every column, names in the files as they are', () => {
    const template = setProperties(table(), new Map([['delta.columnMapping.mode', 'name']]))
    const changed = metadataOf(template)
    expect(changed.schemaString).toContain('"delta.columnMapping.id":2,"delta.columnMapping.physicalName":"p"')
    expect(changed.configuration.get('delta.columnMapping.maxColumnId')).toBe('2')
    expect(made(template).actions[0]).toMatchObject({ kind: 'protocol', minReaderVersion: 2 })
    expect(renameColumn(table({ metadata: changed }), ['p'], 'q').kind).toBe('made')
  })

  test('that ask for a protocol raise it and are not stored', () => {
    const old = table({ protocol: { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 2 } })
    const asked = new Map([
      ['delta.minReaderVersion', '3'],
      ['delta.minWriterVersion', '7'],
      ['delta.feature.deletionvectors', 'supported'],
    ])
    const template = setProperties(old, asked)
    expect(made(template).actions[0]).toMatchObject({
      ...{ minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['deletionVectors'] },
      writerFeatures: expect.arrayContaining(['appendOnly', 'invariants', 'deletionVectors']),
    })
    expect(metadataOf(template).configuration.size).toBe(0)
    expect(setProperties(old, new Map([['delta.minWriterVersion', 'seven']]))).toMatchObject({ kind: 'refused' })
    expect(setProperties(old, new Map([['delta.feature.nonsense', 'supported']]))).toMatchObject({ kind: 'refused' })
  })

  test('of a wrong type are refused, as is a change that changes nothing', () => {
    expect(setProperties(table(), new Map([['delta.appendOnly', 'maybe']]))).toMatchObject({ kind: 'refused' })
    expect(setProperties(table(), new Map([['nothing', null]]))).toMatchObject({ kind: 'refused' })
  })
})

describe('columns', () => {
  test('are added behind the others; SQL names of types are understood', () => {
    const changed = metadataOf(addColumn(table(), { name: 'n', type: 'BIGINT', physicalName: 'x' }))
    expect(columnsOf(changed)).toEqual(['id', 'p', 'n'])
    expect(changed.schemaString).toContain('{"name":"n","type":"long","nullable":true,"metadata":{}}')
  })

  test('get the next id and a physical name under column mapping', () => {
    const changed = metadataOf(
      addColumn(mapped(), { name: 'n', type: 'decimal(10,2)', comment: 'c', physicalName: 'col-x' }),
    )
    expect(changed.schemaString).toContain(
      '"metadata":{"comment":"c","delta.columnMapping.id":3,"delta.columnMapping.physicalName":"col-x"}',
    )
    expect(changed.configuration.get('delta.columnMapping.maxColumnId')).toBe('3')
  })

  test('bring the feature of their type', () => {
    const { actions } = made(addColumn(table(), { name: 't', type: 'timestamp_ntz', physicalName: 'x' }))
    expect(actions[0]).toMatchObject({ kind: 'protocol', readerFeatures: ['timestampNtz'] })
  })

  test.each([
    ['a name that is taken', { name: 'ID', type: 'long', physicalName: 'x' }],
    ['no name', { name: ' ', type: 'long', physicalName: 'x' }],
    ['a type that is none', { name: 'n', type: 'strnig', physicalName: 'x' }],
    ['a type that is no JSON', { name: 'n', type: '{"type":', physicalName: 'x' }],
  ])('with %s are refused', (_, column) => {
    expect(addColumn(table(), column).kind).toBe('refused')
  })

  test('are renamed with column mapping alone, partition columns along with them', () => {
    expect(renameColumn(table(), ['p'], 'q')).toMatchObject({ kind: 'refused' })
    const changed = metadataOf(renameColumn(mapped(), ['P'], 'q'))
    expect([columnsOf(changed), changed.partitionColumns]).toEqual([['id', 'q'], ['q']])
    expect(renameColumn(mapped(), ['p'], 'Id')).toMatchObject({ kind: 'refused' })
    expect(renameColumn(mapped(), ['none'], 'q')).toMatchObject({ kind: 'refused' })
  })

  test('that an expression uses are named when they are renamed', () => {
    const configuration = new Map([...names, ['delta.constraints.positive', 'id > 0']])
    const constrained = { ...mapped(), metadata: { ...mapped().metadata, configuration } }
    expect(made(renameColumn(constrained, ['id'], 'key')).notes[0]).toBe(
      'Expressions may still use the old name: delta.constraints.positive.',
    )
  })
})

test('an upgrade lists what is gained and what becomes irreversible', () => {
  const template = made(upgradeProtocol(table(), ['deletionVectors']))
  expect(template.actions).toMatchObject([{ kind: 'protocol', minReaderVersion: 3, minWriterVersion: 7 }])
  expect(template.notes[0]).toBe('Newly supported: deletionVectors.')
  expect(template.notes.join(' ')).toContain('can no longer read')
  expect(upgradeProtocol(table(), ['appendOnly'])).toMatchObject({ kind: 'refused' })
  expect(upgradeProtocol(table(), ['flux'])).toMatchObject({ kind: 'refused' })
})

test('rewritten files take the place of others: same folder and partition, as many rows, data changes', () => {
  const old = add('p=1/a', { partitionValues: new Map([['p', '1']]), ...rows(7) })
  const template = made(
    rewriteFiles({ files: [old], predicate: 'id = 3', nowMs: 5n, newName: index => `new-${index}` }),
  )
  expect(template).toMatchObject({ operation: 'UPDATE', parameters: { predicate: '["id = 3"]' }, scans: ['id = 3'] })
  expect(template.actions).toMatchObject([
    { kind: 'remove', path: 'p=1/a', dataChange: true },
    {
      kind: 'add',
      path: 'p=1/new-0',
      partitionValues: old.partitionValues,
      dataChange: true,
      stats: '{"numRecords":7}',
    },
  ])
})
