import type { AddFile, DeletionVector, PartitionValues, RemoveFile } from '../../../shared/delta/actions.ts'
import { isGroup, type RowValue } from '../parquet/record-reader.ts'
import type { FieldTakers, Taker } from './field-takers.ts'
import { leafText } from './leaf-text.ts'

type Fields = readonly RowValue[]

const NO_VALUES: PartitionValues = new Map()

/** Makes the adds of a checkpoint from the fields of its column `add`. */
export function addMaker(takers: FieldTakers): (fields: Fields) => AddFile {
  const path = takers.required('path', takers.text('path'))
  const partitionValues = partitionValuesTaker(takers)
  const size = takers.required('size', takers.long('size'))
  const modificationTime = takers.required('modificationTime', takers.long('modificationTime'))
  const dataChange = takers.boolean('dataChange')
  const stats = takers.text('stats')
  const parsedStats = takers.json('stats_parsed')
  const tags = takers.nullableStrings('tags')
  const deletionVector = takers.struct('deletionVector', vectorMaker)
  const baseRowId = takers.long('baseRowId')
  const defaultRowCommitVersion = takers.long('defaultRowCommitVersion')
  const clusteringProvider = takers.text('clusteringProvider')
  const extra = takers.extra()
  return fields => ({
    kind: 'add',
    path: path(fields),
    partitionValues: partitionValues(fields) ?? NO_VALUES,
    size: size(fields),
    modificationTime: modificationTime(fields),
    dataChange: dataChange(fields) ?? false,
    stats: stats(fields) ?? parsedStats(fields),
    tags: tags(fields),
    deletionVector: deletionVector(fields),
    baseRowId: baseRowId(fields),
    defaultRowCommitVersion: defaultRowCommitVersion(fields),
    clusteringProvider: clusteringProvider(fields),
    extra: extra(fields),
  })
}

export function removeMaker(takers: FieldTakers): (fields: Fields) => RemoveFile {
  const path = takers.required('path', takers.text('path'))
  const deletionTimestamp = takers.long('deletionTimestamp')
  const dataChange = takers.boolean('dataChange')
  const extendedFileMetadata = takers.boolean('extendedFileMetadata')
  const partitionValues = takers.nullableStrings('partitionValues')
  const size = takers.long('size')
  const stats = takers.text('stats')
  const tags = takers.nullableStrings('tags')
  const deletionVector = takers.struct('deletionVector', vectorMaker)
  const baseRowId = takers.long('baseRowId')
  const defaultRowCommitVersion = takers.long('defaultRowCommitVersion')
  const extra = takers.extra()
  return fields => ({
    kind: 'remove',
    path: path(fields),
    deletionTimestamp: deletionTimestamp(fields),
    dataChange: dataChange(fields) ?? false,
    extendedFileMetadata: extendedFileMetadata(fields),
    partitionValues: partitionValues(fields),
    size: size(fields),
    stats: stats(fields),
    tags: tags(fields),
    deletionVector: deletionVector(fields),
    baseRowId: baseRowId(fields),
    defaultRowCommitVersion: defaultRowCommitVersion(fields),
    extra: extra(fields),
  })
}

function vectorMaker(takers: FieldTakers): (fields: Fields) => DeletionVector {
  const storageType = takers.required('storageType', takers.text('storageType'))
  const pathOrInlineDv = takers.required('pathOrInlineDv', takers.text('pathOrInlineDv'))
  const offset = takers.int('offset')
  const sizeInBytes = takers.required('sizeInBytes', takers.int('sizeInBytes'))
  const cardinality = takers.required('cardinality', takers.long('cardinality'))
  const extra = takers.extra()
  return fields => ({
    storageType: storageType(fields),
    pathOrInlineDv: pathOrInlineDv(fields),
    offset: offset(fields),
    sizeInBytes: sizeInBytes(fields),
    cardinality: cardinality(fields),
    extra: extra(fields),
  })
}

/** The typed values stand in only where a writer left out the texts, which the protocol asks for. */
function partitionValuesTaker(takers: FieldTakers): Taker<PartitionValues> {
  const texts = takers.nullableStrings('partitionValues')
  const parsed = takers.node('partitionValues_parsed')
  if (parsed?.kind !== 'struct') return texts
  const columns = parsed.fields.map(field => ({
    name: field.name,
    text: field.kind === 'leaf' ? leafText(field.leaf.element) : undefined,
  }))
  const typed = takers.struct('partitionValues_parsed', () => (fields): PartitionValues => {
    return new Map(
      columns.map(({ name, text }, at) => {
        const value = fields[at] ?? null
        return [name, value === null || isGroup(value) ? null : (text?.print(value) ?? null)]
      }),
    )
  })
  return fields => texts(fields) ?? typed(fields)
}
