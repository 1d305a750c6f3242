import type { Metadata, Protocol } from './actions.ts'
import { COLUMN_KEYS } from './column-metadata.ts'
import type { StructField } from './data-type.ts'
import { supports } from './protocol-features.ts'
import { parseSchema, printType } from './schema.ts'

/**
 * Why a commit made on `current` must not follow a commit that replaced it by `winning`; undefined where it may adopt the
 * new metadata as it is. Spark's allow-list: row tracking, column mapping by name, deletion vectors, V2 checkpoints and
 * in-commit timestamps may be switched on underneath a commit that leaves the metadata alone; nothing may be switched off.
 */
export function metadataProblem(
  current: Metadata,
  winning: Metadata,
  protocol: Protocol | undefined,
): string | undefined {
  const field = FIXED_FIELDS.find(name => comparable(current[name]) !== comparable(winning[name]))
  if (field) return `${field} changed`
  if (comparable(current.format) !== comparable(winning.format)) return 'format changed'
  return configurationProblem(current, winning, protocol) ?? schemaProblem(current, winning)
}

const FIXED_FIELDS = ['id', 'name', 'description', 'partitionColumns', 'createdTime'] as const

interface Change {
  readonly value: string
  readonly isNew: boolean
  readonly current: Metadata
  readonly winning: Metadata
  readonly supported: (feature: string) => boolean
}

const MODE = 'delta.columnMapping.mode'
const ROW_TRACKING = 'delta.enableRowTracking'

const usesRowTracking = ({ winning }: Change): boolean => isTrue(winning.configuration.get(ROW_TRACKING))
const startsTimestamps = ({ isNew }: Change): boolean => isNew

const ALLOWED: ReadonlyMap<string, (change: Change) => boolean> = new Map([
  [ROW_TRACKING, ({ value, supported }: Change) => isTrue(value) && supported('rowTracking')],
  ['delta.rowTracking.materializedRowIdColumnName', usesRowTracking],
  ['delta.rowTracking.materializedRowCommitVersionColumnName', usesRowTracking],
  [
    MODE,
    ({ current, winning, supported }: Change) => startsNameMapping(current, winning) && supported('columnMapping'),
  ],
  ['delta.columnMapping.maxColumnId', () => true],
  ['delta.enableDeletionVectors', ({ value, supported }: Change) => isTrue(value) && supported('deletionVectors')],
  ['delta.checkpointPolicy', ({ value, supported }: Change) => value === 'v2' && supported('v2Checkpoint')],
  [
    'delta.enableInCommitTimestamps',
    (change: Change) => startsTimestamps(change) && isTrue(change.value) && change.supported('inCommitTimestamp'),
  ],
  ['delta.inCommitTimestampEnablementVersion', startsTimestamps],
  ['delta.inCommitTimestampEnablementTimestamp', startsTimestamps],
  ['io.unitycatalog.tableId', () => true],
  ['ucTableId', () => true],
])

function configurationProblem(
  current: Metadata,
  winning: Metadata,
  protocol: Protocol | undefined,
): string | undefined {
  const supported = (feature: string): boolean => protocol !== undefined && supports(protocol, feature)
  for (const key of current.configuration.keys()) {
    if (!winning.configuration.has(key)) return `the property ${key} was removed`
  }
  for (const [key, value] of winning.configuration) {
    const before = current.configuration.get(key)
    if (before === value) continue
    const isAllowed = ALLOWED.get(key)?.({ value, isNew: before === undefined, current, winning, supported })
    if (!isAllowed) return `the property ${key} was set to ${value}`
  }
  return undefined
}

function schemaProblem(current: Metadata, winning: Metadata): string | undefined {
  if (current.schemaString === winning.schemaString) return undefined
  const [before, after] = [parseSchema(current.schemaString), parseSchema(winning.schemaString)]
  const isComparable = before.kind === 'ok' && after.kind === 'ok' && startsNameMapping(current, winning)
  if (!isComparable || before.value.fields.length !== after.value.fields.length) return 'the schema changed'
  const changed = before.value.fields.find((field, index) => !differsInMappingOnly(field, after.value.fields[index]))
  return changed && `the column ${changed.name} changed`
}

const MAPPING_KEYS: ReadonlySet<string> = new Set([
  COLUMN_KEYS.mappingId,
  COLUMN_KEYS.physicalName,
  COLUMN_KEYS.nestedIds,
  'parquet.field.id',
  'parquet.field.nested.ids',
])

function differsInMappingOnly(before: StructField, after: StructField | undefined): boolean {
  if (!after || before.name !== after.name || before.nullable !== after.nullable) return false
  if (printType(before.type) !== printType(after.type)) return false
  const keys = [...before.metadata.keys(), ...after.metadata.keys()]
  return keys.every(key => MAPPING_KEYS.has(key) || before.metadata.get(key) === after.metadata.get(key))
}

function startsNameMapping(current: Metadata, winning: Metadata): boolean {
  const before = current.configuration.get(MODE) ?? 'none'
  return before === 'none' && winning.configuration.get(MODE) === 'name'
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true'
}

function comparable(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return String(part)
    return part instanceof Map ? [...part].sort(([a], [b]) => (a < b ? -1 : 1)) : part
  })
}
