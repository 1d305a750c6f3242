import { expect, test } from 'vitest'
import {
  add,
  cdc,
  commitInfo,
  domain,
  features,
  field,
  metaData,
  OTHER_VECTOR,
  properties,
  protocol,
  type RuleCase,
  remove,
  SCHEMA,
  struct,
  testRules,
  txn,
  VECTOR,
  verdict,
} from '../../../../test/rule-cases.ts'
import { TABLE_RULES } from './table-rules.ts'

type Line = string

/** A table of one version, and two commits on it. */
function onTable(
  first: readonly Line[],
  wrong: readonly Line[],
  right: readonly Line[],
  at?: RuleCase['at'],
): RuleCase {
  return { broken: { before: [first], commit: wrong }, kept: { before: [first], commit: right }, ...(at ? { at } : {}) }
}

const PLAIN = [protocol(), metaData(), add('a'), add('b')]
const ALL = [features(['deletionVectors', 'columnMapping', 'typeWidening']), metaData(), add('a')]
const WITH_VECTOR = [...ALL.slice(0, 2), add('a', { deletionVector: VECTOR })]
const PARTITIONED = [protocol(), metaData({ partitionColumns: ['dt'] }), add('a', { partitionValues: { dt: null } })]

const mapping = (id: number, name: string) => ({
  'delta.columnMapping.id': id,
  'delta.columnMapping.physicalName': name,
})
const MAPPED = { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '1' }
const mappedTable = (column = field('id', 'long', mapping(1, 'p1'))) => [
  features(['columnMapping']),
  properties(MAPPED, struct(column)),
  add('a'),
]

const CDF = [protocol(1, 4), properties({ 'delta.enableChangeDataFeed': 'true' }), add('a')]
const ICT = { 'delta.enableInCommitTimestamps': 'true' }
const TIMED = [commitInfo({ inCommitTimestamp: 100 }), features([], ['inCommitTimestamp']), properties(ICT), add('a')]

const ROWS = ['rowTracking', 'domainMetadata']
const tracked = (path: string, baseRowId: number, defaultRowCommitVersion = 1) =>
  add(path, { baseRowId, defaultRowCommitVersion })
const mark = (id: number) => domain('delta.rowTracking', `{"rowIdHighWaterMark":${id}}`)
const TRACKED = [features([], ROWS), metaData(), tracked('a', 0, 0), mark(9)]

const CLUSTERED = [features([], ['clustering', 'domainMetadata']), metaData(), domain('delta.clustering'), add('a')]

test('columns of files that stay keep their names when column mapping begins', () => {
  const rules = (name: string) => {
    const commit = [
      properties(MAPPED, struct(field('id', 'long', mapping(1, name)), field('n', 'long', mapping(0, 'p0')))),
    ]
    const before = [[features(['columnMapping']), metaData({}, struct(field('id', 'long'))), add('a')]]
    return verdict({ before, commit }).map(({ rule }) => rule)
  }
  expect(rules('p1')).toEqual(['mapping.identifiers-changed'])
  expect(rules('id')).toEqual([])
})

test('a domain that the commit removes is not there any more', () => {
  const commit = [domain('delta.clustering', '', true), add('c', { stats: '{}' })]
  expect(verdict({ before: [CLUSTERED], commit }).map(({ rule }) => rule)).toEqual(['domain.system-controlled'])
})

testRules(
  TABLE_RULES,
  new Map<string, RuleCase>([
    ['table.protocol-missing', onTable([metaData()], [add('a')], [protocol()])],
    ['table.metadata-missing', onTable([protocol()], [add('a')], [commitInfo()])],
    [
      'table.rows-unverified',
      onTable(
        [protocol(1, 3), properties({ 'delta.constraints.c': 'id > 0' })],
        [add('c')],
        [add('c', { dataChange: false })],
        ['add', 'dataChange'],
      ),
    ],
    ['table.remove-not-live', onTable(PLAIN, [remove('c')], [remove('b')], ['remove', 'path'])],
    ['table.add-live', onTable(PLAIN, [add('a')], [add('A')], ['add', 'path'])],
    [
      'table.add-path-live',
      onTable(
        WITH_VECTOR,
        [add('a', { deletionVector: OTHER_VECTOR })],
        [remove('a', { deletionVector: VECTOR }), add('a', { deletionVector: OTHER_VECTOR })],
        ['add', 'path'],
      ),
    ],
    [
      'table.append-only',
      onTable(
        [protocol(), properties({ 'delta.appendOnly': 'true' }), add('a')],
        [remove('a')],
        [remove('a', { dataChange: false })],
        ['remove', 'dataChange'],
      ),
    ],
    [
      'table.partition-columns',
      onTable(
        PARTITIONED,
        [add('c', { partitionValues: { dt: null, ['__proto__']: 'x' } })],
        [add('c', { partitionValues: { dt: null } })],
        ['add', 'partitionValues', '__proto__'],
      ),
    ],
    [
      'table.partition-value',
      onTable(
        PARTITIONED,
        [add('c', { partitionValues: { dt: '2026-02-30' } })],
        [add('c', { partitionValues: { dt: '' } })],
        ['add', 'partitionValues', 'dt'],
      ),
    ],
    [
      'table.stats-column',
      onTable(
        PLAIN,
        [add('c', { stats: '{"numRecords":1,"nullCount":{"ID":0}}' })],
        [add('c', { stats: '{"numRecords":1,"nullCount":{"id":0}}' })],
        ['add', 'stats'],
      ),
    ],
    ['table.protocol-downgrade', onTable(PLAIN, [protocol(1, 1)], [protocol(2, 5)], ['protocol', 'minWriterVersion'])],
    [
      'table.feature-dropped',
      onTable(
        ALL,
        [features(['deletionVectors', 'columnMapping'])],
        [features(['deletionVectors', 'columnMapping', 'typeWidening-preview'])],
      ),
    ],
    [
      'table.feature-missing',
      onTable(
        PLAIN,
        [metaData({}, struct(field('t', 'timestamp_ntz'), field('id', 'long'), field('dt', 'date')))],
        [metaData({}, struct(field('t', 'timestamp'), field('id', 'long'), field('dt', 'date')))],
        ['metaData'],
      ),
    ],
    [
      'table.domain-feature-missing',
      onTable(PLAIN, [domain('a')], [features([], ['appendOnly', 'invariants', 'domainMetadata']), domain('a')]),
    ],
    [
      'table.id-changed',
      onTable(PLAIN, [metaData({ id: 'other' })], [metaData({ name: 'other' })], ['metaData', 'id']),
    ],
    [
      'table.partitioning-changed',
      onTable(
        PARTITIONED,
        [metaData({ partitionColumns: ['id'] })],
        [metaData({ partitionColumns: ['id'] }), remove('a')],
        ['metaData', 'partitionColumns'],
      ),
    ],
    [
      'table.type-changed',
      onTable(
        ALL,
        [properties({ 'delta.enableTypeWidening': 'true' }, struct(field('id', 'integer'), field('dt', 'date')))],
        [
          properties(
            { 'delta.enableTypeWidening': 'true' },
            struct(
              field('id', 'decimal(20,0)', { 'delta.typeChanges': [{ fromType: 'long', toType: 'decimal(20,0)' }] }),
              field('dt', 'timestamp_ntz', { 'delta.typeChanges': [] }),
            ),
          ),
        ],
        ['metaData', 'schemaString', 'fields', 0, 'type'],
      ),
    ],
    [
      'table.type-change-unrecorded',
      onTable(
        ALL,
        [properties({ 'delta.enableTypeWidening': 'true' }, struct(field('id', 'decimal(20,0)'), field('dt', 'date')))],
        [properties({ 'delta.enableTypeWidening': 'true' })],
        ['metaData', 'schemaString', 'fields', 0, 'type'],
      ),
    ],
    [
      'table.column-dropped',
      {
        broken: { before: [PLAIN], commit: [metaData({}, struct(field('id', 'long')))] },
        kept: { before: [mappedTable()], commit: [properties(MAPPED, struct(field('new', 'long', mapping(1, 'p1'))))] },
        at: ['metaData', 'schemaString'],
      },
    ],
    [
      'table.column-required',
      onTable(
        PLAIN,
        [metaData({}, struct(...fieldsOf(SCHEMA), field('n', 'long', {}, false)))],
        [metaData({}, struct(...fieldsOf(SCHEMA), field('n', 'long')))],
        ['metaData', 'schemaString', 'fields', 2, 'nullable'],
      ),
    ],
    [
      'mapping.mode-changed',
      onTable(
        mappedTable(),
        [properties({ ...MAPPED, 'delta.columnMapping.mode': 'id' }, struct(field('id', 'long', mapping(1, 'p1'))))],
        [properties(MAPPED, struct(field('renamed', 'long', mapping(1, 'p1'))))],
        ['metaData', 'configuration', 'delta.columnMapping.mode'],
      ),
    ],
    [
      'mapping.max-id-decreased',
      onTable(
        mappedTable(),
        [properties({ ...MAPPED, 'delta.columnMapping.maxColumnId': '0' }, struct())],
        [properties({ ...MAPPED, 'delta.columnMapping.maxColumnId': '2' }, struct())],
        ['metaData', 'configuration', 'delta.columnMapping.maxColumnId'],
      ),
    ],
    [
      'mapping.identifiers-changed',
      onTable(
        mappedTable(),
        [properties(MAPPED, struct(field('id', 'long', mapping(1, 'p2'))))],
        [properties(MAPPED, struct(field('ID', 'long', mapping(1, 'p1'))))],
      ),
    ],
    [
      'dv.feature-missing',
      {
        broken: { before: [PLAIN], commit: [remove('a'), add('a', { deletionVector: VECTOR })] },
        kept: { before: [ALL], commit: [remove('a'), add('a', { deletionVector: VECTOR })] },
        at: ['add', 'deletionVector'],
      },
    ],
    [
      'dv.disabled',
      {
        broken: { before: [ALL], commit: [remove('a'), add('a', { deletionVector: VECTOR })] },
        kept: {
          before: [WITH_VECTOR, [remove('a', { deletionVector: VECTOR })]],
          commit: [add('a', { deletionVector: VECTOR })],
        },
        at: ['add', 'deletionVector'],
      },
    ],
    ['change-data.missing', onTable(CDF, [remove('a'), add('c')], [remove('a'), add('c'), cdc('_change_data/x')])],
    ['change-data.disabled', onTable(PLAIN, [cdc('_change_data/x')], [txn('a', 1)], ['cdc'])],
    ['clustering.stats-missing', onTable(CLUSTERED, [add('c', { stats: '{}' })], [add('c')], ['add', 'stats'])],
    [
      'clustering.partitioned',
      onTable(CLUSTERED, [metaData({ partitionColumns: ['dt'] })], [metaData()], ['metaData', 'partitionColumns']),
    ],
    ['txn.not-growing', onTable([...PLAIN, txn('a', 5)], [txn('a', 5)], [txn('a', 6)], ['txn', 'version'])],
    [
      'ict.commit-info-not-first',
      onTable(
        TIMED,
        [txn('a', 1), commitInfo({ inCommitTimestamp: 101 })],
        [commitInfo({ inCommitTimestamp: 101 }), txn('a', 1)],
      ),
    ],
    ['ict.missing', onTable(TIMED, [commitInfo()], [commitInfo({ inCommitTimestamp: 101 })], ['commitInfo'])],
    [
      'ict.not-increasing',
      onTable(
        TIMED,
        [commitInfo({ inCommitTimestamp: 100 })],
        [commitInfo({ inCommitTimestamp: 101 })],
        ['commitInfo', 'inCommitTimestamp'],
      ),
    ],
    [
      'ict.enablement',
      onTable(
        [TIMED[1] ?? '', metaData()],
        [commitInfo({ inCommitTimestamp: 5 }), properties({ ...ICT, ...since(1, 6) })],
        [commitInfo({ inCommitTimestamp: 5 }), properties({ ...ICT, ...since(1, 5) })],
      ),
    ],
    ['rows.ids-missing', onTable(TRACKED, [add('c'), mark(10)], [tracked('c', 10), mark(19)], ['add'])],
    [
      'rows.ids-taken',
      onTable(TRACKED, [tracked('c', 9), mark(19)], [tracked('c', 10), mark(19)], ['add', 'baseRowId']),
    ],
    [
      'rows.commit-version',
      onTable(
        TRACKED,
        [tracked('c', 10, 0), mark(19)],
        [tracked('c', 10), mark(19)],
        ['add', 'defaultRowCommitVersion'],
      ),
    ],
    ['rows.high-water-mark', onTable(TRACKED, [tracked('c', 10), mark(18)], [tracked('c', 10), mark(19)])],
    [
      'rows.columns-missing',
      onTable(
        TRACKED,
        [properties({ 'delta.enableRowTracking': 'true' })],
        [
          properties({
            'delta.enableRowTracking': 'true',
            'delta.rowTracking.materializedRowIdColumnName': 'a',
            'delta.rowTracking.materializedRowCommitVersionColumnName': 'b',
          }),
        ],
      ),
    ],
  ]),
)

function since(version: number, time: number) {
  return {
    'delta.inCommitTimestampEnablementVersion': String(version),
    'delta.inCommitTimestampEnablementTimestamp': String(time),
  }
}

function fieldsOf(schema: typeof SCHEMA): ReturnType<typeof field>[] {
  return Array.isArray(schema.fields) ? schema.fields : []
}
