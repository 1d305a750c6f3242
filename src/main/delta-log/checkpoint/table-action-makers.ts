import type {
  CheckpointMetadata,
  DomainMetadata,
  Format,
  Metadata,
  Protocol,
  Sidecar,
  Txn,
} from '../../../shared/delta/actions.ts'
import type { RowValue } from '../parquet/record-reader.ts'
import type { FieldTakers } from './field-takers.ts'

type Fields = readonly RowValue[]

const PARQUET: Format = { provider: 'parquet', options: new Map() }

export function metadataMaker(takers: FieldTakers): (fields: Fields) => Metadata {
  const id = takers.required('id', takers.text('id'))
  const name = takers.text('name')
  const description = takers.text('description')
  const format = takers.struct('format', formatMaker)
  const schemaString = takers.text('schemaString')
  const partitionColumns = takers.stringList('partitionColumns')
  const configuration = takers.strings('configuration')
  const createdTime = takers.long('createdTime')
  const extra = takers.extra()
  return fields => ({
    kind: 'metaData',
    id: id(fields),
    name: name(fields),
    description: description(fields),
    format: format(fields) ?? PARQUET,
    schemaString: schemaString(fields) ?? '',
    partitionColumns: partitionColumns(fields) ?? [],
    configuration: configuration(fields) ?? new Map(),
    createdTime: createdTime(fields),
    extra: extra(fields),
  })
}

function formatMaker(takers: FieldTakers): (fields: Fields) => Format {
  const provider = takers.text('provider')
  const options = takers.strings('options')
  return fields => ({ provider: provider(fields) ?? PARQUET.provider, options: options(fields) ?? PARQUET.options })
}

export function protocolMaker(takers: FieldTakers): (fields: Fields) => Protocol {
  const minReaderVersion = takers.required('minReaderVersion', takers.int('minReaderVersion'))
  const minWriterVersion = takers.required('minWriterVersion', takers.int('minWriterVersion'))
  const readerFeatures = takers.stringList('readerFeatures')
  const writerFeatures = takers.stringList('writerFeatures')
  const extra = takers.extra()
  return fields => ({
    kind: 'protocol',
    minReaderVersion: minReaderVersion(fields),
    minWriterVersion: minWriterVersion(fields),
    readerFeatures: readerFeatures(fields),
    writerFeatures: writerFeatures(fields),
    extra: extra(fields),
  })
}

export function txnMaker(takers: FieldTakers): (fields: Fields) => Txn {
  const appId = takers.required('appId', takers.text('appId'))
  const version = takers.required('version', takers.long('version'))
  const lastUpdated = takers.long('lastUpdated')
  const extra = takers.extra()
  return fields => ({
    kind: 'txn',
    appId: appId(fields),
    version: version(fields),
    lastUpdated: lastUpdated(fields),
    extra: extra(fields),
  })
}

export function domainMaker(takers: FieldTakers): (fields: Fields) => DomainMetadata {
  const domain = takers.required('domain', takers.text('domain'))
  const configuration = takers.required('configuration', takers.text('configuration'))
  const removed = takers.boolean('removed')
  const extra = takers.extra()
  return fields => ({
    kind: 'domainMetadata',
    domain: domain(fields),
    configuration: configuration(fields),
    removed: removed(fields) ?? false,
    extra: extra(fields),
  })
}

export function checkpointMetadataMaker(takers: FieldTakers): (fields: Fields) => CheckpointMetadata {
  const version = takers.required('version', takers.long('version'))
  const tags = takers.nullableStrings('tags')
  const extra = takers.extra()
  return fields => ({
    kind: 'checkpointMetadata',
    version: version(fields),
    tags: tags(fields),
    extra: extra(fields),
  })
}

export function sidecarMaker(takers: FieldTakers): (fields: Fields) => Sidecar {
  const path = takers.required('path', takers.text('path'))
  const sizeInBytes = takers.required('sizeInBytes', takers.long('sizeInBytes'))
  const modificationTime = takers.required('modificationTime', takers.long('modificationTime'))
  const tags = takers.nullableStrings('tags')
  const extra = takers.extra()
  return fields => ({
    kind: 'sidecar',
    path: path(fields),
    sizeInBytes: sizeInBytes(fields),
    modificationTime: modificationTime(fields),
    tags: tags(fields),
    extra: extra(fields),
  })
}
