import type { Metadata, Protocol } from '../../src/shared/delta/actions.ts'
import { findFeature, PROTOCOL_FEATURES } from '../../src/shared/delta/protocol-features.ts'

export interface BaseTable {
  readonly metadata: Metadata
  readonly protocol: Protocol
}

type Property = readonly [key: string, value: string]

const ROW_ID = 'delta.rowTracking.materializedRowIdColumnName'
const ROW_VERSION = 'delta.rowTracking.materializedRowCommitVersionColumnName'
const MODE = 'delta.columnMapping.mode'
const TIMESTAMPS = 'delta.inCommitTimestampEnablement'

/** A table to which the described changes can happen: what is switched off in words was on before. */
export function baseTable(
  table: { readonly partitionColumns?: readonly string[]; readonly schema?: string },
  changes: readonly string[],
): BaseTable {
  const partitionColumns = table.partitionColumns ?? []
  const columns = (table.schema ?? '').split(',').flatMap(column => {
    const [name, type] = column.trim().split(/\s+/)
    return name && type ? [[name, type] as const] : []
  })
  const missing = partitionColumns.filter(name => !columns.some(([known]) => known === name))
  const fields = [...columns, ...missing.map(name => [name, 'string'] as const)].map(([name, type]) => ({
    name,
    type: TYPES[type] ?? type,
    nullable: true,
    metadata: {},
  }))
  return {
    metadata: {
      kind: 'metaData',
      id: 'table',
      format: { provider: 'parquet', options: new Map() },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns,
      configuration: new Map(changes.flatMap(earlierProperties)),
    },
    protocol: baseProtocol(changes),
  }
}

/** The metadata after a change that is described in words, for example `delta.enableRowTracking=true + …`. */
export function changedMetadata(base: Metadata, change: string): Metadata {
  const properties = newProperties(change)
  const removed = removedProperties(change)
  const configuration = new Map([...base.configuration, ...properties].filter(([key]) => !removed.includes(key)))
  const schemaString = changedSchema(base.schemaString, change, configuration.get(MODE) === 'name')
  const partitionColumns = /partition/i.test(change) ? [...base.partitionColumns, 'other'] : base.partitionColumns
  const isUnderstood = properties.length > 0 || removed.length > 0 || schemaString !== base.schemaString
  return isUnderstood
    ? { ...base, configuration, schemaString, partitionColumns }
    : { ...base, partitionColumns, description: change }
}

/** The protocol after a change that is described in words, for example `adds v2Checkpoint`. */
export function changedProtocol(base: Protocol, change: string): Protocol {
  const raised = /min(Reader|Writer)Version (?:from )?(\d+) (?:to|->|→) (\d+)/.exec(change)
  if (raised) {
    const to = Number(raised[3])
    const reader = raised[1] === 'Reader' ? to : base.minReaderVersion
    const writer = raised[1] === 'Writer' ? to : Math.max(base.minWriterVersion, to === 3 ? 7 : 0)
    return withFeatures(reader, writer, ALL_FEATURES)
  }
  const named = ALL_FEATURES.filter(name => new RegExp(`\\b${name}\\b`).test(change))
  if (/\b(drop|remove|downgrade)/i.test(change)) {
    const dropped = named.length > 0 ? named : ALL_FEATURES.slice(0, 1)
    return withFeatures(
      3,
      7,
      ALL_FEATURES.filter(name => !dropped.includes(name)),
    )
  }
  return /\b(unsupported|unknown)\b/i.test(change)
    ? withFeatures(3, 7, [...ALL_FEATURES, 'featureOfTheFuture'])
    : withFeatures(3, 7, ALL_FEATURES)
}

const TYPES: Readonly<Record<string, string>> = { int: 'integer', bigint: 'long', smallint: 'short', tinyint: 'byte' }
const ALL_FEATURES = PROTOCOL_FEATURES.map(({ name }) => name)

function baseProtocol(changes: readonly string[]): Protocol {
  const raised = changes
    .map(change => /min(Reader|Writer)Version (?:from )?(\d+) (?:to|->|→)/.exec(change))
    .find(match => match)
  if (!raised) return withFeatures(3, 7, ALL_FEATURES)
  const from = Number(raised[2])
  return raised[1] === 'Reader' ? withFeatures(from, from >= 3 ? 7 : 2, []) : withFeatures(from >= 7 ? 3 : 1, from, [])
}

function withFeatures(reader: number, writer: number, names: readonly string[]): Protocol {
  return {
    kind: 'protocol',
    minReaderVersion: reader,
    minWriterVersion: writer,
    readerFeatures: reader >= 3 ? names.filter(name => findFeature(name)?.scope !== 'writer') : undefined,
    writerFeatures: writer >= 7 ? names : undefined,
  }
}

/** What must have been set before the change in words makes sense. */
function earlierProperties(change: string): Property[] {
  const switchedOff = newProperties(change).flatMap(([key, value]): Property[] => {
    if (value === 'false') return [[key, 'true']]
    return key === MODE && value === 'none' ? [[key, 'name']] : []
  })
  const changed = [...change.matchAll(/(delta\.[\w.]+)[^,]*?[\s:](\w+) (?:to|->|→) \w/g)].flatMap(
    ([, key = '', value = '']): Property[] => (value === 'set' ? [] : [[key, value]]),
  )
  return [...switchedOff, ...changed, ...removedProperties(change).map((key): Property => [key, 'true'])]
}

function newProperties(change: string): Property[] {
  const assigned = [
    ...change.matchAll(/(delta\.[\w.]+)(?:\s*=\s*|[^,]*? \w+ (?:to|->|→) | set to )["']?([\w.-]+)/g),
  ].map((match): Property => [match[1] ?? '', match[2] ?? ''])
  const isRowTracking = /materialized column names|row tracking enablement/i.test(change)
  const rowTracking: Property[] = [
    ['delta.enableRowTracking', 'true'],
    [ROW_ID, '_row-id'],
    [ROW_VERSION, '_row-version'],
  ]
  const isTimestamp = /enablement version/i.test(change)
  const timestamps: Property[] = [
    [`${TIMESTAMPS}Version`, '2'],
    [`${TIMESTAMPS}Timestamp`, '1000'],
  ]
  const isMapping = assigned.some(([key, value]) => key === MODE && value !== 'none')
  const mapping: Property[] = [['delta.columnMapping.maxColumnId', '9']]
  return [isRowTracking ? rowTracking : [], isTimestamp ? timestamps : [], isMapping ? mapping : [], assigned].flat()
}

function removedProperties(change: string): string[] {
  const before = [...change.matchAll(/\b(?:unset|unsets|remove|removes|removed|drop|drops)\s+(delta\.[\w.]+)/gi)]
  const after = [...change.matchAll(/(delta\.[\w.]+) (?:is |was )?(?:unset|removed|dropped)/gi)]
  return [...before, ...after].flatMap(match => match[1] ?? [])
}

interface JsonSchema {
  readonly type: string
  readonly fields: readonly { readonly name: string; readonly metadata: Readonly<Record<string, unknown>> }[]
}

function changedSchema(text: string, change: string, isMapped: boolean): string {
  const schema = JSON.parse(text) as JsonSchema
  const plain = change.replace(/column (metadata|names)|columnMapping/gi, '')
  if (/identity/i.test(plain)) {
    const metadata = { 'delta.identity.start': 1, 'delta.identity.step': 1, 'delta.identity.highWaterMark': 5 }
    return JSON.stringify({
      ...schema,
      fields: [...schema.fields, { name: 'key', type: 'long', nullable: true, metadata }],
    })
  }
  if (/schema|column|\btype\b/i.test(plain)) {
    return JSON.stringify({
      ...schema,
      fields: [...schema.fields, { name: 'added', type: 'string', nullable: true, metadata: {} }],
    })
  }
  if (!isMapped) return text
  const fields = schema.fields.map((field, index) => ({
    ...field,
    metadata: { 'delta.columnMapping.id': index + 1, 'delta.columnMapping.physicalName': `col-${index}` },
  }))
  return JSON.stringify({ ...schema, fields })
}
