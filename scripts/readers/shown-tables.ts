import { parquetWriteBuffer } from 'hyparquet-writer'

/** A table as it is shown to strangers. */
export interface ShownTable {
  readonly name: string
  readonly commits: readonly (readonly object[])[]
  /** Data files by path, where strangers shall look into them. */
  readonly data?: ReadonlyMap<string, Uint8Array>
}

type Field = readonly [name: string, type: string, metadata?: object]

const ODD: readonly (string | null)[] = ['plain', 'a b', 'ü/ö', '100%', 'x=1&y', `it's "q"`, null]

/** Tables that have brought readers down elsewhere: odd partitions, vectors, mapped columns, long histories. */
export function shownTables(): ShownTable[] {
  const three = ['a.parquet', 'b.parquet', 'c.parquet']
  const odd = ODD.map((value, index): [string, string | null] => [`odd-${index}.parquet`, value])
  return [
    { name: 'one commit', commits: [[...creation({}), ...three.map(path => add(path))]], data: dataOf(three) },
    {
      name: 'partitions with odd characters and null',
      commits: [
        creation({ partitionColumns: ['p'], fields: [...ID, ['p', 'string']] }),
        [commitInfo(), ...odd.map(([path, value]) => add(path, { partitionValues: { p: value } }))],
      ],
      data: dataOf(odd.map(([path]) => path)),
    },
    {
      name: 'removed files and transactions',
      commits: [
        [...creation({ configuration: { 'delta.appendOnly': 'false' } }), ...three.map(path => add(path))],
        [commitInfo(), { txn: { appId: 'app', version: 7, lastUpdated: 1_700_000_000_000 } }],
        [commitInfo(), remove('a.parquet'), { txn: { appId: 'app', version: 8 } }],
      ],
      data: dataOf(three),
    },
    { name: '1,000 commits', commits: longHistory(1_000), data: dataOf(longPaths(1_000)) },
    {
      name: 'deletion vectors',
      commits: [
        [...creation({ features: ['deletionVectors'] }), ...three.map(path => add(path))],
        [commitInfo(), remove('a.parquet'), add('a.parquet', { deletionVector: VECTOR, stats: STATS })],
      ],
    },
    {
      name: 'mapped columns',
      commits: [
        creation({
          features: ['columnMapping'],
          configuration: { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '2' },
          partitionColumns: ['p,;{}'],
          fields: [
            ['id', 'long', mapped(1, 'col-1')],
            ['p,;{}', 'string', mapped(2, 'col-2')],
          ],
        }),
        [
          commitInfo(),
          add('m.parquet', { partitionValues: { 'col-2': 'x' }, stats: STATS.replaceAll('"id"', '"col-1"') }),
        ],
      ],
    },
    {
      name: 'checkpoints of V2',
      commits: [
        creation({ features: ['v2Checkpoint'], configuration: { 'delta.checkpointPolicy': 'v2' } }),
        [commitInfo(), ...three.map(path => add(path))],
        [commitInfo(), remove('b.parquet')],
      ],
      data: dataOf(three),
    },
  ]
}

const ID: readonly Field[] = [['id', 'long']]
const STATS = '{"numRecords":1,"tightBounds":false,"minValues":{"id":1},"maxValues":{"id":1},"nullCount":{"id":0}}'
/** From the protocol's text, in the format of today: it hides no row, for no file here has as many. */
const VECTOR = {
  storageType: 'u',
  pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k^',
  offset: 4,
  sizeInBytes: 40,
  cardinality: 1,
}

interface Creation {
  readonly features?: readonly string[]
  readonly configuration?: Readonly<Record<string, string>>
  readonly partitionColumns?: readonly string[]
  readonly fields?: readonly Field[]
}

function creation({ features, configuration = {}, partitionColumns = [], fields = ID }: Creation): object[] {
  const versions = features
    ? { minReaderVersion: 3, minWriterVersion: 7 }
    : { minReaderVersion: 1, minWriterVersion: 2 }
  const lists = features ? { readerFeatures: features, writerFeatures: features } : {}
  const schema = {
    type: 'struct',
    fields: fields.map(([name, type, metadata = {}]) => ({ name, type, nullable: true, metadata })),
  }
  return [
    { commitInfo: { timestamp: 1_700_000_000_000, operation: 'CREATE TABLE', operationParameters: {} } },
    { protocol: { ...versions, ...lists } },
    {
      metaData: {
        id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify(schema),
        partitionColumns,
        configuration,
        createdTime: 1_700_000_000_000,
      },
    },
  ]
}

function commitInfo(): object {
  return { commitInfo: { timestamp: 1_700_000_000_000, operation: 'WRITE', operationParameters: {} } }
}

function add(path: string, fields: object = {}): object {
  const size = DATA.length
  const file = { path, partitionValues: {}, size, modificationTime: 1_700_000_000_000, dataChange: true, stats: STATS }
  return { add: { ...file, ...fields } }
}

function remove(path: string): object {
  return {
    remove: {
      path,
      deletionTimestamp: Date.now(),
      dataChange: true,
      extendedFileMetadata: true,
      partitionValues: {},
      size: DATA.length,
    },
  }
}

function mapped(id: number, name: string): object {
  return { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': name }
}

function longPaths(commits: number): string[] {
  return Array.from({ length: commits - 1 }, (_, index) => `part-${index}.parquet`)
}

function longHistory(commits: number): object[][] {
  return [creation({}), ...longPaths(commits).map(path => [commitInfo(), add(path)])]
}

/** One row, the same in every file. */
const DATA = new Uint8Array(
  parquetWriteBuffer({ columnData: [{ name: 'id', data: [1n], type: 'INT64' }], codec: 'UNCOMPRESSED' }),
)

function dataOf(paths: readonly string[]): Map<string, Uint8Array> {
  return new Map(paths.map(path => [path, DATA]))
}
