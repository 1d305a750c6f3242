import { expect, test } from 'vitest'
import {
  ADD_FIELDS,
  bool,
  CHECKPOINT_COLUMNS,
  type CheckpointRow,
  checkpointParquet,
  int,
  long,
  METADATA,
  type ParquetOptions,
  PROTOCOL,
  type SchemaPart,
  stringMap,
  struct,
  text,
} from '../../../../test/checkpoint-parquet.ts'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { decodeCheckpoint } from './decode-checkpoint.ts'

async function decoded(bytes: Uint8Array): Promise<CheckpointAction[]> {
  const actions: CheckpointAction[] = []
  const read = async (start: number, end: number) => new Uint8Array(bytes.slice(start, end))
  for await (const batch of decodeCheckpoint({ size: bytes.length, read })) actions.push(...batch)
  return actions
}

async function printed(rows: readonly CheckpointRow[], options?: ParquetOptions): Promise<unknown[]> {
  return (await decoded(checkpointParquet(rows, options))).map(action => JSON.parse(printAction(action)))
}

function add(fields: CheckpointRow = {}): CheckpointRow {
  return { add: { path: 'a', partitionValues: [], size: 1n, modificationTime: 2n, dataChange: false, ...fields } }
}

const PLAIN_ADD = { path: 'a', partitionValues: {}, size: 1, modificationTime: 2, dataChange: false }

test('every kind of action comes back with its fields, absent ones absent', async () => {
  const vector = { storageType: 'u', pathOrInlineDv: 'ab', offset: 1, sizeInBytes: 2, cardinality: 3n }
  const rows = [
    { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['x'], writerFeatures: [] } },
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: 'm',
        format: { provider: 'parquet', options: [] },
        schemaString: '{}',
        partitionColumns: ['day'],
        configuration: [{ key: 'delta.appendOnly', value: 'true' }],
        createdTime: 5n,
      },
    },
    { txn: { appId: 'app', version: 9_007_199_254_740_993n } },
    { domainMetadata: { domain: 'd', configuration: '{}', removed: false } },
    add({ partitionValues: [{ key: 'day', value: null }], deletionVector: vector, stats: '{"numRecords":1}' }),
    { remove: { path: 'r', deletionTimestamp: 7n, dataChange: false } },
  ]
  expect(await printed(rows)).toEqual([
    { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['x'], writerFeatures: [] } },
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: 'm',
        format: { provider: 'parquet', options: {} },
        schemaString: '{}',
        partitionColumns: ['day'],
        configuration: { 'delta.appendOnly': 'true' },
        createdTime: 5,
      },
    },
    { txn: { appId: 'app', version: Number(9_007_199_254_740_993n) } },
    { domainMetadata: { domain: 'd', configuration: '{}', removed: false } },
    {
      add: {
        ...PLAIN_ADD,
        partitionValues: { day: null },
        stats: '{"numRecords":1}',
        deletionVector: { ...vector, cardinality: 3 },
      },
    },
    { remove: { path: 'r', deletionTimestamp: 7, dataChange: false } },
  ])
})

test('64-bit numbers are exact', async () => {
  const [action] = await decoded(checkpointParquet([{ txn: { appId: 'a', version: 9_007_199_254_740_993n } }]))
  expect(action).toMatchObject({ version: 9_007_199_254_740_993n })
})

test.for(['SNAPPY', 'GZIP', 'ZSTD', 'UNCOMPRESSED'] as const)('pages compressed as %s are read', async codec => {
  const rows = Array.from({ length: 500 }, (_, index) => add({ path: `part-${index}`, stats: '{"numRecords":1}' }))
  const actions = await decoded(checkpointParquet(rows, { codec, rowGroupSize: 200, pageSize: 1_000 }))
  expect(actions.map(action => 'path' in action && action.path)).toEqual(rows.map((_, index) => `part-${index}`))
})

test('columns are found by name: other orders, required fields, another name of the map, additional columns', async () => {
  const columns: SchemaPart[] = [
    struct('add', [
      bool('dataChange', 'REQUIRED'),
      stringMap('partitionValues', 'entries'),
      text('path', 'REQUIRED'),
      int('size', 'REQUIRED'),
      long('modificationTime', 'REQUIRED'),
      long('somethingNew'),
    ]),
    struct('some_new_action', [text('note')]),
    METADATA,
  ]
  const rows = [
    add({ size: 1, partitionValues: [{ key: '__proto__', value: 'x' }], somethingNew: 5n }),
    { some_new_action: { note: 'hello' } },
    {},
  ]
  const actions = await decoded(checkpointParquet(rows, { columns }))
  expect(actions.map(printAction)).toEqual([
    '{"add":{"path":"a","partitionValues":{"__proto__":"x"},"size":1,"modificationTime":2,"dataChange":false,"somethingNew":5}}',
    '{"some_new_action":{"note":"hello"}}',
  ])
})

test('a struct whose key is null is no action; a row with two actions is refused', async () => {
  expect(await printed([{ ...add(), remove: { path: null, dataChange: true } }])).toEqual([{ add: PLAIN_ADD }])
  const both = checkpointParquet([{ ...add(), txn: { appId: 'a', version: 1n } }])
  await expect(decoded(both)).rejects.toMatchObject({ problem: 'row', message: expect.stringContaining('txn and add') })
})

test('an action without a field that it cannot do without is refused by name', async () => {
  await expect(decoded(checkpointParquet([add({ size: null })]))).rejects.toMatchObject({
    problem: 'row',
    message: 'Expected add.size, found null.',
  })
})

test('statistics that are kept as a struct alone become JSON again', async () => {
  const bounds = (name: string) =>
    struct(name, [
      long('id'),
      [{ name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' }],
      [{ name: 'at', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type: 'OPTIONAL' }],
      [
        {
          name: 'price',
          type: 'INT32',
          converted_type: 'DECIMAL',
          scale: 2,
          precision: 9,
          repetition_type: 'OPTIONAL',
        },
      ],
      [{ name: 'ratio', type: 'DOUBLE', repetition_type: 'OPTIONAL' }],
      [{ name: 'share', type: 'FLOAT', repetition_type: 'OPTIONAL' }],
      struct('nested', [text('na"me')]),
    ])
  const parsed = struct('stats_parsed', [long('numRecords'), bounds('minValues'), struct('nullCount', [long('id')])])
  const columns = [struct('add', [...ADD_FIELDS, parsed])]
  const minValues = {
    id: 9_007_199_254_740_993n,
    day: new Date('2024-02-29'),
    at: new Date('2024-02-29T12:00:00.125Z'),
    price: -1.05,
    ratio: Number.NaN,
    share: 0.1,
    nested: { 'na"me': 'x\n' },
  }
  const rows = [
    add({ stats_parsed: { numRecords: 3n, minValues, nullCount: { id: 0n } } }),
    add({ stats: '{ "numRecords": 4 }', stats_parsed: { numRecords: 5n } }),
    add(),
  ]
  const actions = await decoded(checkpointParquet(rows, { columns }))
  expect(actions.map(action => action.kind === 'add' && action.stats)).toEqual([
    '{"numRecords":3,"minValues":{"id":9007199254740993,"day":"2024-02-29","at":"2024-02-29T12:00:00.125Z",' +
      '"price":-1.05,"ratio":"NaN","share":0.1,"nested":{"na\\"me":"x\\n"}},"nullCount":{"id":0}}',
    '{ "numRecords": 4 }',
    undefined,
  ])
})

test('typed partition values stand in where the texts are missing', async () => {
  const typed = struct('partitionValues_parsed', [
    [{ name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' }],
    text('country'),
  ])
  const fields = ADD_FIELDS.filter(([head]) => head?.name !== 'partitionValues')
  const row = add({ partitionValues_parsed: { day: new Date('2024-01-02'), country: null } })
  const [action] = await decoded(checkpointParquet([row], { columns: [struct('add', [...fields, typed])] }))
  expect(action).toMatchObject({
    partitionValues: new Map([
      ['day', '2024-01-02'],
      ['country', null],
    ]),
  })
})

test('sidecars and the metadata of a V2 checkpoint are read', async () => {
  const columns = [
    ...CHECKPOINT_COLUMNS,
    struct('checkpointMetadata', [long('version'), stringMap('tags')]),
    struct('sidecar', [text('path'), long('sizeInBytes'), long('modificationTime'), stringMap('tags')]),
  ]
  const sidecar = { path: 's.parquet', sizeInBytes: 1n, modificationTime: 2n }
  expect(await printed([{ checkpointMetadata: { version: 4n } }, { sidecar }], { columns })).toEqual([
    { checkpointMetadata: { version: 4 } },
    { sidecar: { path: 's.parquet', sizeInBytes: 1, modificationTime: 2 } },
  ])
})

test('a file of no rows has no actions, and a file that is no parquet is refused', async () => {
  expect(await decoded(checkpointParquet([], { columns: [PROTOCOL] }))).toEqual([])
  for (const bytes of [new Uint8Array(0), new Uint8Array(100), Buffer.from('PAR1PAR1'), Buffer.from('{"add":{}}')]) {
    await expect(decoded(bytes)).rejects.toBeInstanceOf(ParquetFailure)
  }
})
