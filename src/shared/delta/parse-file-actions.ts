import type { AddFile, CdcFile, DeletionVector, RemoveFile } from './actions.ts'
import { FieldReader } from './field-reader.ts'
import type { Issue } from './issue.ts'
import type { JsonObject } from './json.ts'

type Path = readonly (string | number)[]

const FILE_SECTION = 'Add File and Remove File'

/**
 * Required are the fields that Spark's snapshot reader cannot do without: path and the numbers and flags that are no
 * options there. Absent `partitionValues` are read as none.
 */
export function parseAdd(object: JsonObject, path: Path, issues: Issue[]): AddFile {
  const fields = new FieldReader(object, path, FILE_SECTION, issues)
  return {
    kind: 'add',
    path: fields.requiredString('path'),
    partitionValues: partitionValuesOf(fields),
    size: fields.requiredLong('size'),
    modificationTime: fields.requiredLong('modificationTime'),
    dataChange: fields.requiredBoolean('dataChange'),
    stats: fields.string('stats'),
    tags: fields.nullableStrings('tags'),
    deletionVector: deletionVectorOf(fields, path),
    baseRowId: fields.long('baseRowId'),
    defaultRowCommitVersion: fields.long('defaultRowCommitVersion'),
    clusteringProvider: fields.string('clusteringProvider'),
    extra: fields.extra(),
  }
}

export function parseRemove(object: JsonObject, path: Path, issues: Issue[]): RemoveFile {
  const fields = new FieldReader(object, path, FILE_SECTION, issues)
  return {
    kind: 'remove',
    path: fields.requiredString('path'),
    deletionTimestamp: fields.long('deletionTimestamp'),
    dataChange: fields.requiredBoolean('dataChange'),
    extendedFileMetadata: fields.boolean('extendedFileMetadata'),
    partitionValues: fields.nullableStrings('partitionValues'),
    size: fields.long('size'),
    stats: fields.string('stats'),
    tags: fields.nullableStrings('tags'),
    deletionVector: deletionVectorOf(fields, path),
    baseRowId: fields.long('baseRowId'),
    defaultRowCommitVersion: fields.long('defaultRowCommitVersion'),
    extra: fields.extra(),
  }
}

/** `dataChange` is false by definition, so Spark does not read it and its absence is tolerated. */
export function parseCdc(object: JsonObject, path: Path, issues: Issue[]): CdcFile {
  const fields = new FieldReader(object, path, 'Add CDC File', issues)
  const dataChange = fields.boolean('dataChange')
  if (dataChange === undefined) fields.tolerateAbsent('dataChange', 'false stands in for it')
  return {
    kind: 'cdc',
    path: fields.requiredString('path'),
    partitionValues: partitionValuesOf(fields),
    size: fields.requiredLong('size'),
    dataChange: dataChange ?? false,
    tags: fields.nullableStrings('tags'),
    extra: fields.extra(),
  }
}

function parseDeletionVector(object: JsonObject, path: Path, issues: Issue[]): DeletionVector {
  const fields = new FieldReader(object, path, 'Deletion Vectors', issues)
  return {
    storageType: fields.requiredString('storageType'),
    pathOrInlineDv: fields.requiredString('pathOrInlineDv'),
    offset: fields.int('offset'),
    sizeInBytes: fields.requiredInt('sizeInBytes'),
    cardinality: fields.requiredLong('cardinality'),
    extra: fields.extra(),
  }
}

function deletionVectorOf(fields: FieldReader, path: Path): DeletionVector | undefined {
  const object = fields.object('deletionVector')
  return object && parseDeletionVector(object, [...path, 'deletionVector'], fields.issues)
}

function partitionValuesOf(fields: FieldReader): ReadonlyMap<string, string | null> {
  const values = fields.nullableStrings('partitionValues')
  if (values === undefined) fields.tolerateAbsent('partitionValues', 'none stand in for it')
  return values ?? new Map()
}
