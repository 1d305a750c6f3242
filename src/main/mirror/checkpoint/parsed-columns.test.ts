import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import type { AddFile, Metadata } from '../../../shared/delta/actions.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { decodeCheckpoint } from '../../delta-log/checkpoint/decode-checkpoint.ts'
import { CheckpointBuilder } from './checkpoint-builder.ts'

const SEED = Number(process.env.CHECKPOINT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const PROTOCOL = '{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}'

/** A type, values of it as Delta's JSON has them, and in partition values as text. */
const TYPES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  string: fc
    .oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('a b', 'ü/ö', '100%', `it's "q"`))
    .map(quoted),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  integer: fc.integer().map(String),
  short: fc.integer({ min: -32_768, max: 32_767 }).map(String),
  byte: fc.integer({ min: -128, max: 127 }).map(String),
  double: fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map(value => (Object.is(value, -0) ? '-0.0' : String(value))),
  'decimal(7,2)': digits(7).map(text => scaled(text, 2)),
  'decimal(18,4)': digits(18).map(text => scaled(text, 4)),
  'decimal(38,10)': digits(38).map(text => scaled(text, 10)),
  date: fc
    .date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true })
    .map(day => `"${day.toISOString().slice(0, 10)}"`),
  timestamp: fc
    .date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true })
    .map(time => `"${time.toISOString()}"`),
  timestamp_ntz: fc
    .date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true })
    .map(time => `"${time.toISOString().slice(0, -1)}"`),
}
const NAMES = ['id', 'constructor', '__proto__', 'ü.x', 'a b', 'toString']

test(`[M5] statistics of every type survive as columns alone (seed ${SEED})`, async () => {
  const column = fc.record({ type: fc.constantFrom(...Object.keys(TYPES)), nested: fc.boolean() })
  const table = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }).chain(names =>
    fc.tuple(...names.map(() => column)).chain(columns =>
      fc.record({
        names: fc.constant(names),
        columns: fc.constant(columns),
        files: fc.array(fc.tuple(...columns.map(({ type }) => fc.option(TYPES[type] ?? fc.constant('0')))), {
          maxLength: 5,
        }),
      }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(table, async ({ names, columns, files }) => {
      const fields = names.map((name, at) => field(name, columns[at]?.type ?? 'long', columns[at]?.nested ?? false))
      const metadata = metadataOf(fields, [])
      const stats = files.map((values, rows) => statsOf(names, columns, values, rows))
      const adds = stats.map((text, at) => addOf(`f-${at}`, text, new Map()))
      const read = await builtAndRead(metadata, adds)
      expect(read.map(add => add.stats)).toEqual(stats)
    }),
    { seed: SEED, numRuns: 60 },
  )
})

test(`typed partition values are the values of their texts (seed ${SEED})`, async () => {
  const metadata = metadataOf(
    [field('p', 'decimal(38,10)', false), field('d', 'date', false), field('s', 'string', false)],
    ['p', 'd', 's'],
  )
  const values = new Map([
    ['p', '-1234567890123456789.0000000001'],
    ['d', '2026-11-21'],
    ['s', `it's "q"/ü`],
  ])
  const empty = new Map([
    ['p', ''],
    ['d', null],
    ['s', null],
  ])
  const bytes = build(metadata, [addOf('a', undefined, values), addOf('b', undefined, empty)])
  const rows = await parquetReadObjects({ file: bytes.buffer, columns: ['add'] })
  expect(rows.map(row => row.add?.partitionValues_parsed)).toEqual([
    { p: expect.any(Number), d: new Date('2026-11-21'), s: `it's "q"/ü` },
    { p: null, d: null, s: null },
  ])
})

test('a table with a timestamp among its partitions has no typed partition values: their zone is not known', async () => {
  const metadata = metadataOf([field('t', 'timestamp', false)], ['t'])
  const bytes = build(metadata, [addOf('a', undefined, new Map([['t', '2026-11-21 00:00:00']]))])
  const [row] = await parquetReadObjects({ file: bytes.buffer, columns: ['add'] })
  expect(row?.add).not.toHaveProperty('partitionValues_parsed')
  expect(row?.add).toHaveProperty('stats_parsed')
})

type Values = readonly (string | null)[]

function statsOf(
  names: readonly string[],
  columns: readonly { nested: boolean }[],
  values: Values,
  rows: number,
): string {
  const bounds = names.flatMap((name, at) => {
    const value = values[at] ?? null
    if (value === null) return []
    return [`${JSON.stringify(name)}:${columns[at]?.nested ? `{"in":${value}}` : value}`]
  })
  const object = `{${bounds.join(',')}}`
  return `{"numRecords":${rows},"minValues":${object},"maxValues":${object}}`
}

function field(name: string, type: string, nested: boolean): object {
  const inner = { name: 'in', type, nullable: true, metadata: {} }
  return nested ? { name, type: { type: 'struct', fields: [inner] }, nullable: true, metadata: {} } : { ...inner, name }
}

function metadataOf(fields: readonly object[], partitionColumns: readonly string[]): Metadata {
  return {
    kind: 'metaData',
    id: 'm',
    format: { provider: 'parquet', options: new Map() },
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns,
    configuration: new Map([
      ['delta.checkpoint.writeStatsAsJson', 'false'],
      ['delta.checkpoint.writeStatsAsStruct', 'true'],
      ['delta.parquet.compression.codec', 'uncompressed'],
    ]),
  }
}

function addOf(path: string, stats: string | undefined, partitionValues: ReadonlyMap<string, string | null>): AddFile {
  return { kind: 'add', path, partitionValues, size: 1n, modificationTime: 1n, dataChange: false, stats }
}

function build(metadata: Metadata, adds: readonly AddFile[]): Uint8Array<ArrayBuffer> {
  const builder = new CheckpointBuilder({
    kind: 'open',
    columns: 'classic',
    metadata: printAction(metadata),
    protocol: PROTOCOL,
  })
  for (const add of adds) builder.write(add)
  return builder.finish().bytes
}

async function builtAndRead(metadata: Metadata, adds: readonly AddFile[]): Promise<AddFile[]> {
  const bytes = build(metadata, adds)
  const read = async (start: number, end: number) => bytes.slice(start, end)
  const found: AddFile[] = []
  for await (const actions of decodeCheckpoint({ size: bytes.length, read })) {
    found.push(...actions.filter(action => action.kind === 'add'))
  }
  return found
}

function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed())
}

function digits(count: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(count) - 1n
  return fc.bigInt({ min: -limit, max: limit }).map(String)
}

function scaled(text: string, scale: number): string {
  const negative = text.startsWith('-')
  const padded = text.replace('-', '').padStart(scale + 1, '0')
  return `${negative ? '-' : ''}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
