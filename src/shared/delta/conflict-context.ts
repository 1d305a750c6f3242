import type { AddFile, Metadata, Protocol, Txn } from './actions.ts'
import type { ConflictDraft, Engine } from './conflict.ts'
import type { IsolationLevel } from './isolation.ts'
import { conjunctsOf, type Predicate } from './predicate.ts'
import { printPredicate } from './print-predicate.ts'
import { compileFilter, type Filter, mayMatch, partitionFilter } from './prune.ts'
import { isBlindAppend, type ReadSet, type ReadState } from './read-set.ts'
import { tableColumns } from './table-columns.ts'
import type { WinningCommit } from './winning-commit.ts'

/** One scan of the draft, ready to be asked about files. */
export interface Scan {
  readonly text: string
  /** With the parts over data, which statistics may decide. */
  readonly filter: Filter
  /** The parts over partition columns alone. */
  readonly partitionFilter: Filter
}

/** A draft as the checks see it: sets instead of lists, and the metadata and protocol that it has taken over so far. */
export class ConflictContext {
  readonly engine: Engine
  readonly isolation: IsolationLevel
  readonly operation: string | undefined
  readonly reads: ReadSet
  readonly scans: readonly Scan[]
  readonly isBlindAppend: boolean
  readonly isPartitioned: boolean
  readonly removedPaths: ReadonlySet<string>
  readonly txns: ReadonlyMap<string, Txn>
  readonly domains: ReadonlySet<string>
  readonly changesProtocol: boolean
  readonly changesMetadata: boolean
  /** As it was read; winners are compared with it for dropped features. */
  readonly readProtocol: Protocol | undefined
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  private readonly liveFile: ReadState['liveFile']

  constructor(draft: ConflictDraft, read: ReadState, engine: Engine, isolation: IsolationLevel) {
    const { actions } = draft
    this.engine = engine
    this.isolation = isolation
    this.operation = draft.operation
    this.reads = draft.reads
    this.scans = draft.reads.scans.map(predicate => compileScan(predicate, read.metadata))
    this.isBlindAppend = isBlindAppend(actions, draft.reads)
    this.isPartitioned = (read.metadata?.partitionColumns.length ?? 0) > 0
    this.removedPaths = new Set(actions.flatMap(action => (action.kind === 'remove' ? [action.path] : [])))
    this.txns = new Map(actions.flatMap(action => (action.kind === 'txn' ? [[action.appId, action] as const] : [])))
    this.domains = new Set(actions.flatMap(action => (action.kind === 'domainMetadata' ? [action.domain] : [])))
    this.changesProtocol = actions.some(({ kind }) => kind === 'protocol')
    this.changesMetadata = actions.some(({ kind }) => kind === 'metaData')
    this.readProtocol = read.protocol
    this.protocol = read.protocol
    this.metadata = read.metadata
    this.liveFile = read.liveFile
  }

  /** The draft goes on as if it had been made on top of the winner. */
  adopt(winner: WinningCommit): void {
    this.protocol = winner.protocol ?? this.protocol
    this.metadata = winner.metadata ?? this.metadata
  }

  /** The file was listed as read, or lived at the read version where a scan may have opened it. */
  hasRead(path: string): boolean {
    if (this.reads.files.has(path)) return true
    const file = this.scans.length > 0 ? this.liveFile(path) : undefined
    return file !== undefined && this.scans.some(({ filter }) => mayMatch(filter, file))
  }

  /** The file lived at the read version. */
  hasSeen(path: string): boolean {
    return this.liveFile(path) !== undefined
  }

  /** The first scan that would have read the file, going by its partition alone. */
  scanOfPartition(file: AddFile): Scan | undefined {
    return this.scans.find(scan => mayMatch(scan.partitionFilter, file))
  }

  /** The first scan that would have read the file, going by partition and statistics. */
  scanOfFile(file: AddFile): Scan | undefined {
    return this.scans.find(scan => mayMatch(scan.filter, file))
  }
}

/** A part of the predicate that does not fit the table (its columns may have been guessed) counts as true: it rules out nothing. */
function compileScan(predicate: Predicate, metadata: Metadata | undefined): Scan {
  const findColumn = tableColumns(metadata)
  const conjuncts = conjunctsOf(predicate).flatMap(part => {
    const compiled = compileFilter(part, findColumn)
    return compiled.kind === 'ok' ? compiled.value.conjuncts : []
  })
  const filter: Filter = { conjuncts, findColumn }
  return { text: printPredicate(predicate), filter, partitionFilter: partitionFilter(filter) }
}
