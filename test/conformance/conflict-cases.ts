import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Action, AddFile, DeletionVector, Metadata, Protocol } from '../../src/shared/delta/actions.ts'
import type { ConflictDraft, Engine, Winner } from '../../src/shared/delta/conflict.ts'
import type { IsolationLevel } from '../../src/shared/delta/isolation.ts'
import { parsePredicate } from '../../src/shared/delta/parse-predicate.ts'
import { EVERY_ROW, type Predicate } from '../../src/shared/delta/predicate.ts'
import type { ReadSet, ReadState } from '../../src/shared/delta/read-set.ts'
import { rowIdMark } from '../../src/shared/delta/row-tracking.ts'
import { WinningCommit } from '../../src/shared/delta/winning-commit.ts'
import { CONFORMANCE_FOLDER } from '../real-logs.ts'
import { baseTable, changedMetadata, changedProtocol } from './described-changes.ts'

/** A case of `CONFLICT-CASES.json` as the file has it; parts that no rule looks at are left out. */
export interface ConflictCase {
  readonly id: string
  readonly engine: string
  readonly title: string
  readonly table: { readonly partitionColumns?: readonly string[]; readonly schema?: string }
  readonly tableIsolation: string
  /** Only where the commit is checked at another level than its table's. */
  readonly effectiveIsolation?: string
  readonly readVersion: number
  readonly setup?: readonly JsonAction[]
  readonly reads: readonly JsonRead[]
  readonly myOperation?: string
  readonly myActions: readonly JsonAction[]
  readonly winners: readonly JsonWinner[]
  readonly expectedCode: string
  readonly finalFiles?: readonly string[]
  readonly expectedRebase?: Readonly<Record<string, unknown>>
  readonly runnable: boolean
}

type JsonAction = Readonly<Record<string, JsonFields>>
type JsonFields = Readonly<Record<string, unknown>>

interface JsonRead {
  readonly kind: string
  readonly expr?: string
  readonly appId?: string
  readonly path?: string
  readonly paths?: readonly string[]
}

interface JsonWinner {
  readonly operation?: string
  readonly isBlindAppend?: boolean | null
  readonly commitInfoTags?: JsonFields
  readonly note?: string
  readonly actions: readonly JsonAction[]
}

export interface RunnableCase {
  readonly draft: ConflictDraft
  readonly read: ReadState
  readonly winners: readonly Winner[]
  readonly engine: Engine
  readonly isolation: IsolationLevel | undefined
  readonly rowIdHighWaterMark: bigint
}

/** The runnable cases; none where the file is absent. */
export function runnableCases(): readonly ConflictCase[] {
  const file = join(CONFORMANCE_FOLDER, 'CONFLICT-CASES.json')
  if (!existsSync(file)) return []
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly ConflictCase[] }
  return cases.filter(({ runnable }) => runnable)
}

/** Turns the sketch of a case into real actions; what it only describes in words becomes a change that fits the words. */
export function prepareCase(source: ConflictCase): RunnableCase {
  const changes = [...source.myActions, ...source.winners.flatMap(({ actions }) => actions)].flatMap(changeOf)
  let table = baseTable(source.table, changes)
  const read: ReadState = { version: BigInt(source.readVersion), ...table, liveFile: liveFiles(source.setup ?? []) }
  const draft: ConflictDraft = {
    operation: source.myOperation,
    reads: readSetOf(source.reads),
    actions: source.myActions.map(action => toAction(action, table)),
  }
  const winners = source.winners.map((winner, index): Winner => {
    const version = BigInt(source.readVersion + 1 + index)
    if (winner.note?.includes('unavailable')) return { version }
    const actions = winner.actions.map(action => toAction(action, table))
    for (const action of actions) {
      if (action.kind === 'metaData') table = { ...table, metadata: action }
      if (action.kind === 'protocol') table = { ...table, protocol: action }
    }
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

/** Paths of the files that lived at the read version. */
export function liveFilesOf(source: ConflictCase): string[] {
  const paths = new Set<string>()
  for (const action of setupOf(source)) {
    if (action.kind === 'add') paths.add(action.path)
    if (action.kind === 'remove') paths.delete(action.path)
  }
  return [...paths]
}

function setupOf({ setup = [], table }: ConflictCase): Action[] {
  return setup.map(action => toAction(action, baseTable(table, [])))
}

export function isolationOf(name: string | undefined): IsolationLevel | undefined {
  return (['Serializable', 'WriteSerializable', 'SnapshotIsolation'] as const).find(level => level === name)
}

/** One action of a case, with what it leaves out filled in. */
function toAction(source: JsonAction, table: { metadata: Metadata; protocol: Protocol }): Action {
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
      return { kind: 'txn', appId: text('appId'), version: BigInt(text('version')) }
    case 'domainMetadata':
      return {
        kind: 'domainMetadata',
        domain: text('domain'),
        configuration: text('configuration'),
        removed: fields.removed === true,
      }
    case 'metaData':
      return changedMetadata(table.metadata, text('change'))
    case 'protocol':
      return changedProtocol(table.protocol, text('change'))
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
    stats: typeof fields.stats === 'string' ? fields.stats : undefined,
    deletionVector: vectorOf(fields),
    baseRowId: typeof fields.baseRowId === 'number' ? BigInt(fields.baseRowId) : undefined,
  }
}

function valuesOf({ partitionValues }: JsonFields): ReadonlyMap<string, string | null> {
  const entries = Object.entries((partitionValues ?? {}) as Record<string, string | null>)
  return new Map(entries)
}

function vectorOf({ deletionVector }: JsonFields): DeletionVector | undefined {
  if (!deletionVector) return undefined
  const { storageType, pathOrInlineDv } = deletionVector as Record<string, unknown>
  return { storageType: String(storageType), pathOrInlineDv: String(pathOrInlineDv), sizeInBytes: 1, cardinality: 1n }
}

function commitInfoOf({ operation, isBlindAppend, commitInfoTags }: JsonWinner): Action[] {
  if (operation === undefined || operation.includes('no commitInfo')) return []
  const info = { operation, isBlindAppend: isBlindAppend ?? undefined, tags: commitInfoTags }
  return [{ kind: 'commitInfo', text: JSON.stringify(info), operation, isBlindAppend: info.isBlindAppend }]
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

function readSetOf(reads: readonly JsonRead[]): ReadSet {
  return {
    wholeTable: reads.some(({ kind }) => kind === 'wholeTable'),
    scans: reads.flatMap(({ kind, expr }) => (kind === 'predicate' ? [predicateOf(expr)] : [])),
    files: new Set(reads.flatMap(({ path, paths }) => [path ?? [], paths ?? []].flat())),
    appIds: new Set(reads.flatMap(({ appId }) => appId ?? [])),
  }
}

/** A predicate in a language of the engine's own may have read everything. */
function predicateOf(text: string | undefined): Predicate {
  const parsed = parsePredicate(text ?? 'true')
  return parsed.kind === 'ok' ? parsed.value : EVERY_ROW
}

function engineOf(name: string): Engine {
  if (name === 'delta-rs') return 'delta-rs'
  return name.startsWith('delta-kernel') ? 'kernel' : 'spark'
}
