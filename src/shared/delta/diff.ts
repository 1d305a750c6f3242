import type { Action, AddFile, Metadata, PartitionValues, Protocol, Version } from './actions.ts'
import { physicalName } from './column-metadata.ts'
import { diffMaps, type ValueChange } from './diff-maps.ts'
import { diffFiles, type FileDiff } from './file-diff.ts'
import { fileIdentity } from './file-identity.ts'
import { supportedFeatures } from './protocol-features.ts'
import { parseSchema, type Schema } from './schema.ts'
import { diffSchemas, type SchemaChange } from './schema-diff.ts'
import { applyCommit, type LiveFile, type Snapshot } from './snapshot.ts'

/** What is different between two states of a table, by meaning. Lists are empty and parts absent where nothing is. */
export interface TableDiff {
  readonly from: Version
  readonly to: Version
  readonly files: FileDiff
  readonly schema: readonly SchemaChange[]
  /** One of the two schemas cannot be read and their texts differ, so that `schema` is empty for want of knowledge. */
  readonly isSchemaUnreadable: boolean
  /** Logical names; absent also where only names changed, which `schema` tells. */
  readonly partitioning?: { readonly from: readonly string[]; readonly to: readonly string[] } | undefined
  readonly properties: readonly ValueChange[]
  /** Id, name, description, format and creation time. */
  readonly details: readonly ValueChange[]
  readonly protocol?: ProtocolDiff | undefined
  /** Last transaction versions by application. */
  readonly txns: readonly ValueChange[]
  /** Configurations by domain. */
  readonly domains: readonly ValueChange[]
}

interface ProtocolDiff {
  readonly from: Protocol | undefined
  readonly to: Protocol | undefined
  /** Names, those that a legacy version implies included. */
  readonly addedFeatures: readonly string[]
  readonly removedFeatures: readonly string[]
}

/** What one commit did, with what only a single commit can tell. */
export interface VersionDiff extends TableDiff {
  /** Files that gave way to others of the same partition in the same commit. */
  readonly rewrites: readonly Rewrite[]
  /** Paths of removes that met no live file. */
  readonly emptyRemoves: readonly string[]
}

interface Rewrite {
  readonly partitionValues: PartitionValues
  readonly removed: readonly AddFile[]
  readonly added: readonly AddFile[]
  /** False for a compaction: the same rows in other files. */
  readonly changesData: boolean
}

/** The net difference of two snapshots, in either direction. */
export function diffSnapshots(before: Snapshot, after: Snapshot): TableDiff {
  const schemas = diffSchemaTexts(before.metadata, after.metadata)
  return {
    from: before.version,
    to: after.version,
    files: diffFiles(before.files, after.files),
    ...schemas,
    partitioning: diffPartitioning(before.metadata, after.metadata),
    properties: diffMaps(before.metadata?.configuration ?? new Map(), after.metadata?.configuration ?? new Map()),
    details: diffMaps(detailsOf(before.metadata), detailsOf(after.metadata)),
    protocol: diffProtocols(before.protocol, after.protocol),
    txns: diffMaps(
      mapValues(before.txns, ({ version }) => String(version)),
      mapValues(after.txns, ({ version }) => String(version)),
    ),
    domains: diffMaps(
      mapValues(before.domains, ({ configuration }) => configuration),
      mapValues(after.domains, ({ configuration }) => configuration),
    ),
  }
}

/**
 * What the commit `version` did to `before`. Of `before` only the files that the commit names are looked at, so that it
 * may hold just those.
 */
export function diffVersion(before: Snapshot, version: Version, actions: readonly Action[]): VersionDiff {
  const touched = new Map<string, LiveFile>()
  const emptyRemoves: string[] = []
  for (const action of actions) {
    if (action.kind !== 'add' && action.kind !== 'remove') continue
    const identity = fileIdentity(action.path, action.deletionVector)
    const live = before.files.get(identity)
    if (live) touched.set(identity, live)
    else if (action.kind === 'remove') emptyRemoves.push(action.path)
  }
  const base: Snapshot = { ...before, files: touched, tombstones: new Map() }
  const diff = diffSnapshots(base, applyCommit(base, version, actions))
  return { ...diff, rewrites: rewritesOf(diff.files), emptyRemoves }
}

function diffSchemaTexts(
  before: Metadata | undefined,
  after: Metadata | undefined,
): Pick<TableDiff, 'schema' | 'isSchemaUnreadable'> {
  if (before?.schemaString === after?.schemaString) return { schema: [], isSchemaUnreadable: false }
  const [old, now] = [schemaOf(before), schemaOf(after)]
  return old && now
    ? { schema: diffSchemas(old, now), isSchemaUnreadable: false }
    : { schema: [], isSchemaUnreadable: true }
}

function schemaOf(metadata: Metadata | undefined): Schema | undefined {
  if (!metadata) return { kind: 'struct', fields: [] }
  const schema = parseSchema(metadata.schemaString)
  return schema.kind === 'ok' ? schema.value : undefined
}

function diffPartitioning(before: Metadata | undefined, after: Metadata | undefined): TableDiff['partitioning'] {
  const [old, now] = [physicalPartitions(before), physicalPartitions(after)]
  if (old.length === now.length && old.every((name, index) => name === now[index])) return undefined
  return { from: before?.partitionColumns ?? [], to: after?.partitionColumns ?? [] }
}

function physicalPartitions(metadata: Metadata | undefined): string[] {
  if (!metadata) return []
  const mode = metadata.configuration.get('delta.columnMapping.mode')
  const fields = mode === 'name' || mode === 'id' ? (schemaOf(metadata)?.fields ?? []) : []
  const names = new Map(fields.map(field => [field.name, physicalName(field)]))
  return metadata.partitionColumns.map(name => names.get(name) ?? name)
}

function detailsOf(metadata: Metadata | undefined): ReadonlyMap<string, string> {
  if (!metadata) return new Map()
  const { id, name, description, format, createdTime } = metadata
  const options = [...format.options].map(([key, value]) => `${key}=${value}`)
  const details: [string, string | undefined][] = [
    ['id', id],
    ['name', name],
    ['description', description],
    ['format', [format.provider, ...options].join(' ')],
    ['createdTime', createdTime?.toString()],
  ]
  return new Map(details.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function diffProtocols(from: Protocol | undefined, to: Protocol | undefined): ProtocolDiff | undefined {
  const [old, now] = [featuresOf(from), featuresOf(to)]
  const addedFeatures = [...now].filter(name => !old.has(name))
  const removedFeatures = [...old].filter(name => !now.has(name))
  const isSame = from?.minReaderVersion === to?.minReaderVersion && from?.minWriterVersion === to?.minWriterVersion
  if (isSame && addedFeatures.length + removedFeatures.length === 0) return undefined
  return { from, to, addedFeatures, removedFeatures }
}

function featuresOf(protocol: Protocol | undefined): ReadonlySet<string> {
  return new Set(protocol ? supportedFeatures(protocol).map(({ name }) => name) : [])
}

function rewritesOf({ added, removed }: FileDiff): Rewrite[] {
  const groups = new Map<string, { removed: AddFile[]; added: AddFile[] }>()
  for (const side of ['removed', 'added'] as const) {
    for (const file of side === 'added' ? added : removed) {
      const key = JSON.stringify([...file.partitionValues].sort(([a], [b]) => (a < b ? -1 : 1)))
      const group = groups.get(key) ?? { removed: [], added: [] }
      group[side].push(file)
      groups.set(key, group)
    }
  }
  return [...groups.values()].flatMap(group => {
    const first = group.added[0]
    if (!first || group.removed.length === 0) return []
    const changesData = group.added.some(({ dataChange }) => dataChange)
    return [{ partitionValues: first.partitionValues, ...group, changesData }]
  })
}

function mapValues<T>(map: ReadonlyMap<string, T>, textOf: (value: T) => string): ReadonlyMap<string, string> {
  return new Map([...map].map(([key, value]) => [key, textOf(value)]))
}
