import type { CheckpointMetadata, DomainMetadata, Format, Metadata, Protocol, Sidecar, Txn } from './actions.ts'
import { FieldReader } from './field-reader.ts'
import type { Issue } from './issue.ts'
import type { JsonObject } from './json.ts'

type Path = readonly (string | number)[]

const METADATA_SECTION = 'Change Metadata'
const PARQUET: Format = { provider: 'parquet', options: new Map() }

/** Only `id` is insisted on: for the other fields Spark has defaults, and old logs leave them out. */
export function parseMetadata(object: JsonObject, path: Path, issues: Issue[]): Metadata {
  const fields = new FieldReader(object, path, METADATA_SECTION, issues)
  const format = fields.object('format')
  const schemaString = fields.string('schemaString')
  const partitionColumns = fields.stringList('partitionColumns')
  const configuration = fields.strings('configuration')
  if (!format) fields.tolerateAbsent('format', 'parquet stands in for it')
  if (schemaString === undefined) fields.tolerateAbsent('schemaString', 'Spark reads a table without columns')
  if (!partitionColumns) fields.tolerateAbsent('partitionColumns', 'none stand in for it')
  if (!configuration) fields.tolerateAbsent('configuration', 'no properties stand in for it')
  return {
    kind: 'metaData',
    id: fields.requiredString('id'),
    name: fields.string('name'),
    description: fields.string('description'),
    format: format ? parseFormat(format, [...path, 'format'], issues) : PARQUET,
    schemaString: schemaString ?? '',
    partitionColumns: partitionColumns ?? [],
    configuration: configuration ?? new Map(),
    createdTime: fields.long('createdTime'),
    extra: fields.extra(),
  }
}

/** What a `format` holds besides provider and options stays in the source text alone. */
function parseFormat(object: JsonObject, path: Path, issues: Issue[]): Format {
  const fields = new FieldReader(object, path, METADATA_SECTION, issues)
  const provider = fields.string('provider')
  if (provider === undefined) fields.tolerateAbsent('provider', 'parquet stands in for it')
  return { provider: provider ?? PARQUET.provider, options: fields.strings('options') ?? PARQUET.options }
}

export function parseProtocol(object: JsonObject, path: Path, issues: Issue[]): Protocol {
  const fields = new FieldReader(object, path, 'Protocol Evolution', issues)
  return {
    kind: 'protocol',
    minReaderVersion: fields.requiredInt('minReaderVersion'),
    minWriterVersion: fields.requiredInt('minWriterVersion'),
    readerFeatures: fields.stringList('readerFeatures'),
    writerFeatures: fields.stringList('writerFeatures'),
    extra: fields.extra(),
  }
}

export function parseTxn(object: JsonObject, path: Path, issues: Issue[]): Txn {
  const fields = new FieldReader(object, path, 'Transaction Identifiers', issues)
  return {
    kind: 'txn',
    appId: fields.requiredString('appId'),
    version: fields.requiredLong('version'),
    lastUpdated: fields.long('lastUpdated'),
    extra: fields.extra(),
  }
}

export function parseDomainMetadata(object: JsonObject, path: Path, issues: Issue[]): DomainMetadata {
  const fields = new FieldReader(object, path, 'Domain Metadata', issues)
  return {
    kind: 'domainMetadata',
    domain: fields.requiredString('domain'),
    configuration: fields.requiredString('configuration'),
    removed: fields.requiredBoolean('removed'),
    extra: fields.extra(),
  }
}

export function parseCheckpointMetadata(object: JsonObject, path: Path, issues: Issue[]): CheckpointMetadata {
  const fields = new FieldReader(object, path, 'Checkpoint Metadata', issues)
  return {
    kind: 'checkpointMetadata',
    version: fields.requiredLong('version'),
    tags: fields.nullableStrings('tags'),
    extra: fields.extra(),
  }
}

export function parseSidecar(object: JsonObject, path: Path, issues: Issue[]): Sidecar {
  const fields = new FieldReader(object, path, 'Sidecar File Information', issues)
  return {
    kind: 'sidecar',
    path: fields.requiredString('path'),
    sizeInBytes: fields.requiredLong('sizeInBytes'),
    modificationTime: fields.requiredLong('modificationTime'),
    tags: fields.nullableStrings('tags'),
    extra: fields.extra(),
  }
}
