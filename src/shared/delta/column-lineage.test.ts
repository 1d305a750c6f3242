import { expect, test } from 'vitest'
import type { Metadata } from './actions.ts'
import { ColumnLineage } from './column-lineage.ts'
import { MetadataHistory } from './metadata-history.ts'
import { parseSchema, type Schema } from './schema.ts'

interface Field {
  readonly name: string
  readonly id?: number
  readonly type?: unknown
  readonly nullable?: boolean
}

function schemaJson(fields: readonly Field[]): string {
  return JSON.stringify({
    type: 'struct',
    fields: fields.map(({ name, id, type = 'long', nullable = true }) => ({
      name,
      type,
      nullable,
      metadata: id === undefined ? {} : { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': `c${id}` },
    })),
  })
}

function schemaOf(...fields: readonly Field[]): Schema {
  const parsed = parseSchema(schemaJson(fields))
  if (parsed.kind !== 'ok') throw new Error('the schema of the test cannot be read')
  return parsed.value
}

const struct = (...fields: readonly Field[]): unknown => JSON.parse(schemaJson(fields))
const livesOf = (lineage: ColumnLineage) =>
  lineage.columns.map(({ path, events }) => [
    path.join('.'),
    events.map(({ version, change }) => `${version} ${change.kind}`).join(', '),
  ])

test('a renamed column keeps its life, and a new one under the old name begins its own', () => {
  const lineage = new ColumnLineage()
  lineage.apply(0n, schemaOf({ name: 'a', id: 1 }, { name: 'b', id: 2 }))
  lineage.apply(4n, schemaOf({ name: 'z', id: 1 }, { name: 'b', id: 2 }))
  lineage.apply(7n, schemaOf({ name: 'z', id: 1 }, { name: 'b', id: 2 }, { name: 'a', id: 3 }))
  expect(livesOf(lineage)).toEqual([
    ['z', '0 added, 4 renamed'],
    ['b', '0 added'],
    ['a', '7 added'],
  ])
})

test('two columns that swap their names swap their lives with them', () => {
  const lineage = new ColumnLineage()
  lineage.apply(0n, schemaOf({ name: 'a', id: 1 }))
  lineage.apply(1n, schemaOf({ name: 'a', id: 1 }, { name: 'b', id: 2 }))
  lineage.apply(2n, schemaOf({ name: 'b', id: 1 }, { name: 'a', id: 2 }))
  expect(livesOf(lineage)).toEqual([
    ['b', '0 added, 2 renamed'],
    ['a', '1 added, 2 renamed'],
  ])
})

test('what stands inside a renamed struct goes with it; what is added inside begins there', () => {
  const lineage = new ColumnLineage()
  lineage.apply(0n, schemaOf({ name: 's', id: 1, type: struct({ name: 'x', id: 2 }) }))
  lineage.apply(3n, schemaOf({ name: 't', id: 1, type: struct({ name: 'x', id: 2 }, { name: 'y', id: 3 }) }))
  lineage.apply(
    5n,
    schemaOf({ name: 't', id: 1, type: struct({ name: 'x', id: 2, type: 'string' }, { name: 'y', id: 3 }) }),
  )
  expect(livesOf(lineage)).toEqual([
    ['t', '0 added, 3 renamed'],
    ['t.x', '0 added, 5 type'],
    ['t.y', '3 added'],
  ])
})

test('fields inside arrays and maps have lives of their own', () => {
  const items = (...fields: readonly Field[]) => ({ type: 'array', elementType: struct(...fields), containsNull: true })
  const lineage = new ColumnLineage()
  lineage.apply(0n, schemaOf({ name: 'list', type: items({ name: 'x' }) }))
  lineage.apply(2n, schemaOf({ name: 'list', type: items({ name: 'x' }, { name: 'y' }) }))
  expect(livesOf(lineage)).toEqual([
    ['list', '0 added'],
    ['list.element', '0 added'],
    ['list.element.x', '0 added'],
    ['list.element.y', '2 added'],
  ])
})

test('a removed column ends with all that was inside; the same name later is another column', () => {
  const lineage = new ColumnLineage()
  lineage.apply(0n, schemaOf({ name: 'keep' }, { name: 's', type: struct({ name: 'x' }) }))
  lineage.apply(2n, schemaOf({ name: 'keep' }))
  lineage.apply(6n, schemaOf({ name: 'keep' }, { name: 's' }))
  expect(lineage.ended.map(({ path, events }) => [path.join('.'), events.at(-1)?.version])).toEqual([
    ['s', 2n],
    ['s.x', 2n],
  ])
  expect(livesOf(lineage)).toEqual([
    ['keep', '0 added'],
    ['s', '6 added'],
  ])
})

test('properties and features tell when they were set last, a schema that cannot be read is passed over', () => {
  const history = new MetadataHistory()
  const metadata = (schemaString: string, configuration: Record<string, string>): Metadata => ({
    kind: 'metaData',
    id: 'id',
    format: { provider: 'parquet', options: new Map() },
    schemaString,
    partitionColumns: [],
    configuration: new Map(Object.entries(configuration)),
  })
  const schema = schemaJson([{ name: 'a' }])
  history.applyMetadata(0n, metadata(schema, { k: '1' }))
  history.applyMetadata(2n, metadata('nonsense', { k: '2', other: 'x' }))
  history.applyMetadata(3n, metadata(schema, { other: 'x' }))
  expect(history.properties.get('k')).toEqual([
    { version: 0n, from: undefined, to: '1' },
    { version: 2n, from: '1', to: '2' },
    { version: 3n, from: '2', to: undefined },
  ])
  expect(history.properties.get('other')).toEqual([{ version: 2n, from: undefined, to: 'x' }])
  expect(livesOf(history.columns)).toEqual([['a', '0 added']])

  const base = { kind: 'protocol', minReaderVersion: 3, minWriterVersion: 7 } as const
  history.applyProtocol(0n, { ...base, readerFeatures: [], writerFeatures: ['appendOnly'] })
  history.applyProtocol(4n, { ...base, readerFeatures: [], writerFeatures: [] })
  history.applyProtocol(5n, { ...base, readerFeatures: [], writerFeatures: ['appendOnly', 'vacuumProtocolCheck'] })
  expect([...history.features]).toEqual([
    ['appendOnly', 5n],
    ['vacuumProtocolCheck', 5n],
  ])
})
