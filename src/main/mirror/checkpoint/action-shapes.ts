import type {
  AddFile,
  CheckpointMetadata,
  DeletionVector,
  DomainMetadata,
  Metadata,
  Protocol,
  RemoveFile,
  Sidecar,
  Tags,
  Txn,
} from '../../../shared/delta/actions.ts'
import { field, leaf, list, map, type Shape, struct } from './parquet/column.ts'
import { BOOLEAN, INT, LONG, TEXT } from './parquet/leaf-types.ts'

/** Columns that depend on the table: statistics as JSON or as a struct, typed partition values. */
export type AddExtras = readonly Shape<AddFile>[]

export const STATS: Shape<AddFile> = field(leaf('stats', TEXT), add => add.stats)

/** Fields in the order of the protocol's text; readers go by names. */
export function addShape(extras: AddExtras): Shape<AddFile> {
  return struct<AddFile>('add', [
    field(leaf('path', TEXT), add => add.path),
    field(strings('partitionValues'), add => add.partitionValues),
    field(leaf('size', LONG), add => add.size),
    field(leaf('modificationTime', LONG), add => add.modificationTime),
    field(leaf('dataChange', BOOLEAN), add => add.dataChange),
    field(strings('tags'), add => add.tags),
    field(VECTOR, add => add.deletionVector),
    field(leaf('baseRowId', LONG), add => add.baseRowId),
    field(leaf('defaultRowCommitVersion', LONG), add => add.defaultRowCommitVersion),
    field(leaf('clusteringProvider', TEXT), add => add.clusteringProvider),
    ...extras,
  ])
}

/** Without statistics and tags, as the protocol asks. */
export function removeShape(): Shape<RemoveFile> {
  return struct<RemoveFile>('remove', [
    field(leaf('path', TEXT), remove => remove.path),
    field(leaf('deletionTimestamp', LONG), remove => remove.deletionTimestamp),
    field(leaf('dataChange', BOOLEAN), remove => remove.dataChange),
    field(leaf('extendedFileMetadata', BOOLEAN), remove => remove.extendedFileMetadata),
    field(strings('partitionValues'), remove => remove.partitionValues),
    field(leaf('size', LONG), remove => remove.size),
    field(VECTOR, remove => remove.deletionVector),
    field(leaf('baseRowId', LONG), remove => remove.baseRowId),
    field(leaf('defaultRowCommitVersion', LONG), remove => remove.defaultRowCommitVersion),
  ])
}

export function metadataShape(): Shape<Metadata> {
  return struct<Metadata>('metaData', [
    field(leaf('id', TEXT), metadata => metadata.id),
    field(leaf('name', TEXT), metadata => metadata.name),
    field(leaf('description', TEXT), metadata => metadata.description),
    field(
      struct<Metadata['format']>('format', [
        field(leaf('provider', TEXT), format => format.provider),
        field(strings('options'), format => format.options),
      ]),
      metadata => metadata.format,
    ),
    field(leaf('schemaString', TEXT), metadata => (metadata.schemaString === '' ? null : metadata.schemaString)),
    field(texts('partitionColumns'), metadata => metadata.partitionColumns),
    field(strings('configuration'), metadata => metadata.configuration),
    field(leaf('createdTime', LONG), metadata => metadata.createdTime),
  ])
}

export function protocolShape(): Shape<Protocol> {
  return struct<Protocol>('protocol', [
    field(leaf('minReaderVersion', INT), protocol => protocol.minReaderVersion),
    field(leaf('minWriterVersion', INT), protocol => protocol.minWriterVersion),
    field(texts('readerFeatures'), protocol => protocol.readerFeatures),
    field(texts('writerFeatures'), protocol => protocol.writerFeatures),
  ])
}

export function txnShape(): Shape<Txn> {
  return struct<Txn>('txn', [
    field(leaf('appId', TEXT), txn => txn.appId),
    field(leaf('version', LONG), txn => txn.version),
    field(leaf('lastUpdated', LONG), txn => txn.lastUpdated),
  ])
}

export function domainShape(): Shape<DomainMetadata> {
  return struct<DomainMetadata>('domainMetadata', [
    field(leaf('domain', TEXT), domain => domain.domain),
    field(leaf('configuration', TEXT), domain => domain.configuration),
    field(leaf('removed', BOOLEAN), domain => domain.removed),
  ])
}

export function checkpointMetadataShape(): Shape<CheckpointMetadata> {
  return struct<CheckpointMetadata>('checkpointMetadata', [
    field(leaf('version', LONG), metadata => metadata.version),
    field(strings('tags'), metadata => metadata.tags),
  ])
}

export function sidecarShape(): Shape<Sidecar> {
  return struct<Sidecar>('sidecar', [
    field(leaf('path', TEXT), sidecar => sidecar.path),
    field(leaf('sizeInBytes', LONG), sidecar => sidecar.sizeInBytes),
    field(leaf('modificationTime', LONG), sidecar => sidecar.modificationTime),
    field(strings('tags'), sidecar => sidecar.tags),
  ])
}

const VECTOR: Shape<DeletionVector> = struct<DeletionVector>('deletionVector', [
  field(leaf('storageType', TEXT), vector => vector.storageType),
  field(leaf('pathOrInlineDv', TEXT), vector => vector.pathOrInlineDv),
  field(leaf('offset', INT), vector => vector.offset),
  field(leaf('sizeInBytes', INT), vector => vector.sizeInBytes),
  field(leaf('cardinality', LONG), vector => vector.cardinality),
])

type Entry = readonly [key: string, value: string | null]

function strings(name: string): Shape<Tags> {
  const key = field<Entry, string>(leaf('key', TEXT, true), entry => entry[0])
  const value = field<Entry, string>(leaf('value', TEXT), entry => entry[1])
  return map<Entry>(name, key, value)
}

function texts(name: string): Shape<readonly string[]> {
  return list(name, leaf('element', TEXT))
}
