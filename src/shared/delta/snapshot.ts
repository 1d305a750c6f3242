import type {
  Action,
  AddFile,
  CommitInfo,
  DomainMetadata,
  Metadata,
  Protocol,
  RemoveFile,
  Txn,
  Version,
} from './actions.ts'
import { fileIdentity } from './file-identity.ts'

export interface LiveFile {
  readonly add: AddFile
  /** The version whose add counts: the newest one, where a file was added again. */
  readonly version: Version
}

export interface Tombstone {
  readonly remove: RemoveFile
  readonly version: Version
}

/** The state of a table at one version (Delta protocol, "Action Reconciliation"). */
export interface Snapshot {
  /** -1 before the first commit. */
  readonly version: Version
  readonly protocol?: Protocol | undefined
  readonly protocolVersion?: Version | undefined
  readonly metadata?: Metadata | undefined
  readonly metadataVersion?: Version | undefined
  /** Live files by `fileIdentity`. */
  readonly files: ReadonlyMap<string, LiveFile>
  /** Removed files by `fileIdentity`, expired or not; no identity is both live and removed. */
  readonly tombstones: ReadonlyMap<string, Tombstone>
  /** The newest transaction of each application, which need not be the highest. */
  readonly txns: ReadonlyMap<string, Txn>
  /** Without the removed ones. */
  readonly domains: ReadonlyMap<string, DomainMetadata>
  /** Of the snapshot's own version alone. */
  readonly commitInfo?: CommitInfo | undefined
}

export function emptySnapshot(): Snapshot {
  return { version: -1n, files: new Map(), tombstones: new Map(), txns: new Map(), domains: new Map() }
}

/** The state after one more commit. Copies the maps: for a run of commits `SnapshotBuilder` costs less. */
export function applyCommit(snapshot: Snapshot, version: Version, actions: Iterable<Action>): Snapshot {
  const builder = new SnapshotBuilder(snapshot)
  builder.apply(version, actions)
  return builder.build()
}

/**
 * Replays commits in ascending order. The newest mention of a file, an application or a domain counts; of two in one
 * commit, which the protocol forbids, the later line does. Versions left out are the caller's affair.
 */
export class SnapshotBuilder {
  #version: Version
  #protocol: Protocol | undefined
  #protocolVersion: Version | undefined
  #metadata: Metadata | undefined
  #metadataVersion: Version | undefined
  #commitInfo: CommitInfo | undefined
  readonly #files: Map<string, LiveFile>
  readonly #tombstones: Map<string, Tombstone>
  readonly #txns: Map<string, Txn>
  readonly #domains: Map<string, DomainMetadata>

  constructor(base: Snapshot = emptySnapshot()) {
    this.#version = base.version
    this.#protocol = base.protocol
    this.#protocolVersion = base.protocolVersion
    this.#metadata = base.metadata
    this.#metadataVersion = base.metadataVersion
    this.#commitInfo = base.commitInfo
    this.#files = new Map(base.files)
    this.#tombstones = new Map(base.tombstones)
    this.#txns = new Map(base.txns)
    this.#domains = new Map(base.domains)
  }

  apply(version: Version, actions: Iterable<Action>): void {
    this.#version = version
    this.#commitInfo = undefined
    for (const action of actions) this.#applyAction(action)
  }

  /** The state so far; later calls of `apply` do not change it. */
  build(): Snapshot {
    return {
      version: this.#version,
      protocol: this.#protocol,
      protocolVersion: this.#protocolVersion,
      metadata: this.#metadata,
      metadataVersion: this.#metadataVersion,
      files: new Map(this.#files),
      tombstones: new Map(this.#tombstones),
      txns: new Map(this.#txns),
      domains: new Map(this.#domains),
      commitInfo: this.#commitInfo,
    }
  }

  #applyAction(action: Action): void {
    switch (action.kind) {
      case 'add': {
        const identity = fileIdentity(action.path, action.deletionVector)
        this.#files.set(identity, { add: action, version: this.#version })
        this.#tombstones.delete(identity)
        return
      }
      case 'remove': {
        const identity = fileIdentity(action.path, action.deletionVector)
        this.#tombstones.set(identity, { remove: action, version: this.#version })
        this.#files.delete(identity)
        return
      }
      case 'metaData':
        this.#metadata = action
        this.#metadataVersion = this.#version
        return
      case 'protocol':
        this.#protocol = action
        this.#protocolVersion = this.#version
        return
      case 'txn':
        this.#txns.set(action.appId, action)
        return
      case 'domainMetadata':
        if (action.removed) this.#domains.delete(action.domain)
        else this.#domains.set(action.domain, action)
        return
      case 'commitInfo':
        this.#commitInfo = action
        return
      case 'cdc':
      case 'unknown':
        return
    }
    action satisfies never
  }
}

/** What the live files amount to; the fields of a version checksum that can be counted without reading statistics. */
export interface FileTotals {
  readonly files: number
  readonly bytes: bigint
  readonly deletionVectors: number
  readonly deletedRows: bigint
}

export function fileTotals(snapshot: Snapshot): FileTotals {
  let [bytes, deletionVectors, deletedRows] = [0n, 0, 0n]
  for (const { add } of snapshot.files.values()) {
    bytes += add.size
    if (!add.deletionVector) continue
    deletionVectors++
    deletedRows += add.deletionVector.cardinality
  }
  return { files: snapshot.files.size, bytes, deletionVectors, deletedRows }
}
