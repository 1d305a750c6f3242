import type { Action, AddFile, DeletionVector } from '../../src/shared/delta/actions.ts'
import type { ConflictDraft, Engine, Winner } from '../../src/shared/delta/conflict.ts'
import type { IsolationLevel } from '../../src/shared/delta/isolation.ts'
import type { ReadSet, ReadState } from '../../src/shared/delta/read-set.ts'
import { rowIdMark } from '../../src/shared/delta/row-tracking.ts'
import { WinningCommit } from '../../src/shared/delta/winning-commit.ts'
import {
  type ConflictCase,
  fields as fieldsOf,
  isScan,
  type JsonAction,
  type JsonFields,
  type JsonWinner,
  listOf,
  readsWholeTable,
  textOf,
} from './conflict-case.ts'
import { type BaseTable, baseTable, metadataOf } from './described-changes.ts'
import { describedPredicate } from './described-predicate.ts'
import { protocolOf } from './described-protocol.ts'

export interface RunnableCase {
  readonly draft: ConflictDraft
  readonly read: ReadState
  readonly winners: readonly Winner[]
  readonly engine: Engine
  readonly isolation: IsolationLevel | undefined
  readonly rowIdHighWaterMark: bigint
}

/** Turns the sketch of a case into real actions; what it only describes in words becomes a change that fits the words. */
export function prepareCase(source: ConflictCase): RunnableCase {
  const initial = initialTable(source)
  let table = initial
  const read: ReadState = { version: BigInt(source.readVersion), ...table, liveFile: liveFiles(source.setup) }
  const draft: ConflictDraft = {
    operation: source.myOperation,
    reads: readSetOf(source.reads),
    actions: source.myActions.map(action => toAction(action, table)),
  }
  const winners = source.winners.map((winner, index): Winner => {
    const version = BigInt(source.readVersion + 1 + index)
    if (winner.actions === undefined) return { version }
    const actions = winner.actions.map(action => toAction(action, table))
    table = tableAfter(table, actions)
    return { version, actions: [...commitInfoOf(winner), ...actions] }
  })
  return {
    draft,
    read,
    winners,
    engine: engineOf(source.engine),
    isolation: isolationOf(source.tableIsolation),
    rowIdHighWaterMark: rowIdMark(new WinningCommit({ version: read.version, actions: setupOf(source) }), -1n),
  }
}

/** As the setup left it. */
function initialTable(source: ConflictCase): BaseTable {
  const described = [...source.myActions, ...source.winners.flatMap(({ actions = [] }) => actions)]
  return tableAfter(baseTable(source.table, described.flatMap(changeOf)), setupOf(source))
}

function tableAfter(table: BaseTable, actions: readonly Action[]): BaseTable {
  const metadata = actions.findLast(action => action.kind === 'metaData')
  const protocol = actions.findLast(action => action.kind === 'protocol')
  return { metadata: metadata ?? table.metadata, protocol: protocol ?? table.protocol }
}

/** Paths of the files that lived at the read version. */
export function liveFilesOf(source: ConflictCase): string[] {
  const paths = new Set<string>()
  for (const action of setupOf(source)) {
    if (action.kind === 'add') paths.add(action.path)
    if (action.kind === 'remove') paths.delete(action.path)
  }
  return [...paths]
}

function setupOf({ setup, table }: ConflictCase): Action[] {
  return setup.map(action => toAction(action, baseTable(table, [])))
}

export function isolationOf(name: string | undefined): IsolationLevel | undefined {
  const wanted = name?.toLowerCase()
  return (['Serializable', 'WriteSerializable', 'SnapshotIsolation'] as const).find(
    level => level.toLowerCase() === wanted,
  )
}

/** One action of a case, with what it leaves out filled in. */
function toAction(source: JsonAction, table: BaseTable): Action {
  const [name, fields] = Object.entries(source)[0] ?? ['', {}]
  const text = (key: string): string => String(fields[key] ?? '')
  const dataChange = fields.dataChange !== false
  switch (name) {
    case 'add':
      return addOf(fields)
    case 'remove':
      return { kind: 'remove', path: text('path'), dataChange, deletionVector: vectorOf(fields) }
    case 'cdc':
      return { kind: 'cdc', path: text('path'), partitionValues: valuesOf(fields), size: 1n, dataChange: false }
    case 'txn':
      return { kind: 'txn', appId: text('appId'), version: integerOf(fields.version) ?? 0n }
    case 'domainMetadata':
      return {
        kind: 'domainMetadata',
        domain: text('domain'),
        configuration:
          typeof fields.configuration === 'object' ? JSON.stringify(fields.configuration) : text('configuration'),
        removed: fields.removed === true,
      }
    case 'metaData':
      return metadataOf(fields, table.metadata)
    case 'protocol':
      return protocolOf(fields, table.protocol)
    default:
      return { kind: 'unknown', name, text: JSON.stringify(fields) }
  }
}

function addOf(fields: JsonFields): AddFile {
  return {
    kind: 'add',
    path: String(fields.path),
    partitionValues: valuesOf(fields),
    size: 1n,
    modificationTime: 1n,
    dataChange: fields.dataChange !== false,
    stats: typeof fields.stats === 'object' ? JSON.stringify(fields.stats) : textOf(fields.stats),
    deletionVector: vectorOf(fields),
    baseRowId: integerOf(fields.baseRowId),
    defaultRowCommitVersion: integerOf(fields.defaultRowCommitVersion),
  }
}

function valuesOf({ partitionValues }: JsonFields): ReadonlyMap<string, string | null> {
  const entries = Object.entries(fieldsOf(partitionValues))
  return new Map(entries.map(([column, value]) => [column, value === null ? null : String(value)]))
}

function integerOf(value: unknown): bigint | undefined {
  return /^-?\d+$/.test(String(value ?? '')) ? BigInt(String(value)) : undefined
}

function vectorOf({ deletionVector }: JsonFields): DeletionVector | undefined {
  if (!deletionVector) return undefined
  const { storageType, pathOrInlineDv } = fieldsOf(deletionVector)
  return { storageType: String(storageType), pathOrInlineDv: String(pathOrInlineDv), sizeInBytes: 1, cardinality: 1n }
}

function commitInfoOf({ operation, isBlindAppend, commitInfoTags }: JsonWinner): Action[] {
  if (operation?.includes('no commitInfo')) return []
  if (operation === undefined && isBlindAppend === undefined && commitInfoTags === undefined) return []
  const info = { operation, isBlindAppend, tags: commitInfoTags }
  return [{ kind: 'commitInfo', text: JSON.stringify(info), operation, isBlindAppend }]
}

function changeOf(action: JsonAction): string[] {
  const change = (action.metaData ?? action.protocol)?.change
  return typeof change === 'string' ? [change] : []
}

function liveFiles(setup: readonly JsonAction[]): ReadState['liveFile'] {
  const files = new Map<string, AddFile>()
  for (const { add, remove } of setup) {
    if (add) files.set(String(add.path), addOf(add))
    if (remove) files.delete(String(remove.path))
  }
  return path => files.get(path)
}

function readSetOf(reads: readonly JsonFields[]): ReadSet {
  return {
    wholeTable: reads.some(readsWholeTable),
    scans: reads.filter(isScan).map(({ expr, predicate = expr }) => describedPredicate(predicate)),
    files: new Set(
      reads.flatMap(({ path, paths, files }) => [path ?? [], listOf(paths), listOf(files)].flat()).map(String),
    ),
    appIds: new Set(reads.flatMap(({ appId, appIds }) => [appId ?? [], listOf(appIds)].flat()).map(String)),
  }
}

function engineOf(name: string): Engine {
  if (name === 'delta-rs') return 'delta-rs'
  return name.includes('kernel') ? 'kernel' : 'spark'
}
