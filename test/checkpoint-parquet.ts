import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { CompressionCodec, Encoding, SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'

/** A row of a checkpoint: one action by its name, with fields as the schema has them. */
export type CheckpointRow = Readonly<Record<string, unknown>>

type Repetition = NonNullable<SchemaElement['repetition_type']>

/** A part of a parquet schema, flat, as parquet has it. */
export type SchemaPart = readonly SchemaElement[]

export function text(name: string, repetition: Repetition = 'OPTIONAL'): SchemaPart {
  return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: repetition }]
}

export function long(name: string, repetition: Repetition = 'OPTIONAL'): SchemaPart {
  return [{ name, type: 'INT64', repetition_type: repetition }]
}

export function int(name: string, repetition: Repetition = 'OPTIONAL'): SchemaPart {
  return [{ name, type: 'INT32', repetition_type: repetition }]
}

export function bool(name: string, repetition: Repetition = 'OPTIONAL'): SchemaPart {
  return [{ name, type: 'BOOLEAN', repetition_type: repetition }]
}

export function struct(name: string, fields: readonly SchemaPart[], repetition: Repetition = 'OPTIONAL'): SchemaPart {
  return [{ name, repetition_type: repetition, num_children: fields.length }, ...fields.flat()]
}

/** `repeated` is what writers call the group of one entry: `key_value` or `entries`. */
export function stringMap(name: string, repeated = 'key_value'): SchemaPart {
  return [
    { name, converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: repeated, repetition_type: 'REPEATED', num_children: 2 },
    ...text('key', 'REQUIRED'),
    ...text('value'),
  ]
}

export function stringList(name: string, element = 'element'): SchemaPart {
  return [
    { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...text(element),
  ]
}

export const VECTOR = struct('deletionVector', [
  text('storageType'),
  text('pathOrInlineDv'),
  int('offset'),
  int('sizeInBytes'),
  long('cardinality'),
])

export const ADD_FIELDS: readonly SchemaPart[] = [
  text('path'),
  stringMap('partitionValues'),
  long('size'),
  long('modificationTime'),
  bool('dataChange'),
  stringMap('tags'),
  VECTOR,
  long('baseRowId'),
  long('defaultRowCommitVersion'),
  text('clusteringProvider'),
  text('stats'),
]

export const PROTOCOL = struct('protocol', [
  int('minReaderVersion'),
  int('minWriterVersion'),
  stringList('readerFeatures'),
  stringList('writerFeatures'),
])

export const METADATA = struct('metaData', [
  text('id'),
  text('name'),
  struct('format', [text('provider'), stringMap('options')]),
  text('schemaString'),
  stringList('partitionColumns'),
  stringMap('configuration'),
  long('createdTime'),
])

/** The columns of a checkpoint as Spark writes them, as far as tests need them. */
export const CHECKPOINT_COLUMNS: readonly SchemaPart[] = [
  struct('txn', [text('appId'), long('version'), long('lastUpdated')]),
  struct('add', ADD_FIELDS),
  struct('remove', [text('path'), long('deletionTimestamp'), bool('dataChange'), stringMap('partitionValues'), VECTOR]),
  METADATA,
  PROTOCOL,
  struct('domainMetadata', [text('domain'), text('configuration'), bool('removed')]),
]

export interface ParquetOptions {
  readonly columns?: readonly SchemaPart[]
  readonly codec?: CompressionCodec
  readonly rowGroupSize?: number
  readonly pageSize?: number
  /** Of every column. */
  readonly encoding?: Encoding
}

/** The bytes of a parquet file of these rows. */
export function checkpointParquet(
  rows: readonly CheckpointRow[],
  options: ParquetOptions = {},
): Uint8Array<ArrayBuffer> {
  return checkpointOfGroups([rows], options)
}

/** The same for rows that come some at a time; row groups end where they do. */
export function checkpointOfGroups(
  groups: Iterable<readonly CheckpointRow[]>,
  { columns = CHECKPOINT_COLUMNS, codec = 'SNAPPY', rowGroupSize = 100_000, pageSize, encoding }: ParquetOptions = {},
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
  const schema = [{ name: 'spark_schema', num_children: columns.length }, ...columns.flat()]
  const parquet = new ParquetWriter({ writer, schema, codec, compressors: COMPRESSORS })
  for (const rows of groups) {
    const columnData = columns.map(([head]) => {
      const name = head?.name ?? ''
      return { name, data: rows.map(row => row[name] ?? null), ...(encoding === undefined ? {} : { encoding }) }
    })
    parquet.write({ columnData, rowGroupSize, ...(pageSize === undefined ? {} : { pageSize }) })
  }
  parquet.finish()
  return new Uint8Array(writer.getBuffer())
}

const COMPRESSORS = {
  GZIP: (bytes: Uint8Array) => gzipSync(bytes),
  ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes),
}
