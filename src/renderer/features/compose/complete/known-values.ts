import type { JsonText, PartitionValues } from '../../../../shared/delta/actions.ts'
import { PROTOCOL_FEATURES } from '../../../../shared/delta/protocol-features.ts'
import { TABLE_PROPERTIES } from '../../../../shared/delta/table-property-table.ts'

/** What is known of the table that a draft is for. */
export interface CompletionFacts {
  readonly partitionColumns: readonly string[]
  readonly partitions: readonly PartitionValues[]
  readonly appIds: readonly string[]
  readonly domains: readonly string[]
  readonly nowMs: number
}

/** Operations as Spark calls them. */
const OPERATIONS = [
  'WRITE',
  'MERGE',
  'UPDATE',
  'DELETE',
  'OPTIMIZE',
  'RESTORE',
  'TRUNCATE',
  'STREAMING UPDATE',
  'CREATE TABLE',
  'REPLACE TABLE',
  'ADD COLUMNS',
  'RENAME COLUMN',
  'DROP COLUMNS',
  'CHANGE COLUMN',
  'SET TBLPROPERTIES',
  'UNSET TBLPROPERTIES',
  'UPGRADE PROTOCOL',
  'ADD CONSTRAINT',
  'DROP CONSTRAINT',
] as const
const BOOLEANS: readonly JsonText[] = ['true', 'false']
const BOOLEAN_FIELDS: ReadonlySet<string> = new Set([
  'dataChange',
  'extendedFileMetadata',
  'removed',
  'isBlindAppend',
  'nullable',
])
const TIME_FIELDS: ReadonlySet<string> = new Set([
  'modificationTime',
  'deletionTimestamp',
  'timestamp',
  'inCommitTimestamp',
  'createdTime',
  'lastUpdated',
])

/** Values that are likely at a place of an action, as JSON; `path` are the names from the action inwards. */
export function knownValues(path: readonly string[], facts: CompletionFacts): readonly JsonText[] {
  const [action = '', field = '', name] = path
  if (name === undefined) return fieldValues(action, field, facts)
  if (field === 'partitionValues') return partitionTexts(name, facts)
  if (field === 'deletionVector' && name === 'storageType') return strings(['u', 'i', 'p'])
  if (action === 'metaData' && field === 'configuration') return propertyTexts(name)
  if (action === 'metaData' && field === 'format' && name === 'provider') return strings(['parquet'])
  return []
}

/** Names that may stand as keys in the maps of an action, whose names are the table's or Delta's. */
export function knownNames(path: readonly string[], facts: CompletionFacts): readonly string[] {
  const [action, field] = path
  if (field === 'partitionValues') return facts.partitionColumns
  if (action === 'metaData' && field === 'configuration') return TABLE_PROPERTIES.map(({ name }) => name)
  return []
}

function fieldValues(action: string, field: string, facts: CompletionFacts): readonly JsonText[] {
  if (BOOLEAN_FIELDS.has(field)) return BOOLEANS
  if (TIME_FIELDS.has(field)) return [String(facts.nowMs)]
  switch (`${action}.${field}`) {
    case 'commitInfo.operation':
      return strings(OPERATIONS)
    case 'commitInfo.isolationLevel':
      return strings(['Serializable', 'WriteSerializable', 'SnapshotIsolation'])
    case 'protocol.minReaderVersion':
      return ['1', '2', '3']
    case 'protocol.minWriterVersion':
      return ['2', '3', '4', '5', '6', '7']
    case 'protocol.readerFeatures':
      return strings(PROTOCOL_FEATURES.filter(({ scope }) => scope === 'reader-writer').map(({ name }) => name))
    case 'protocol.writerFeatures':
      return strings(PROTOCOL_FEATURES.map(({ name }) => name))
    case 'metaData.partitionColumns':
      return strings(facts.partitionColumns)
    case 'txn.appId':
      return strings(facts.appIds)
    case 'domainMetadata.domain':
      return strings(facts.domains)
    case 'add.clusteringProvider':
      return strings(['liquid'])
    default:
      return []
  }
}

function partitionTexts(column: string, { partitions }: CompletionFacts): JsonText[] {
  const values = partitions.flatMap(each => {
    const value = each.get(column)
    return value === undefined ? [] : [JSON.stringify(value)]
  })
  return [...new Set([...values, 'null'])]
}

function propertyTexts(name: string): readonly JsonText[] {
  const property = TABLE_PROPERTIES.find(each => each.name === name)
  if (property?.type.kind === 'boolean') return strings(['true', 'false'])
  if (property?.type.kind === 'choice') return strings(property.type.values)
  return property?.defaultText === undefined ? [] : strings([property.defaultText])
}

function strings(values: readonly string[]): JsonText[] {
  return values.map(value => JSON.stringify(value))
}
