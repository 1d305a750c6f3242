import type { Action, DomainMetadata, Metadata, Protocol, Txn } from '../../shared/delta/actions.ts'
import { fileIdentity } from '../../shared/delta/file-identity.ts'
import type { KnownFile, TableView } from '../../shared/delta/table-view.ts'
import { fileDigits } from '../postgres/file-key.ts'
import { FileStates } from './file-states.ts'
import { digestedFile, fileDetails, StateDigest } from './state-digest.ts'

/** The table at the newest version that was replayed, as the rules want to see it. */
export class ReplayedTable implements TableView {
  version: bigint
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  inCommitTimestamp: bigint | undefined
  /** Of the live files. */
  readonly digest = new StateDigest()
  readonly #files: FileStates
  readonly #txns = new Map<string, Txn>()
  readonly #domains = new Map<string, DomainMetadata>()
  /** Of files that were asked for since the last version: nearly always they are the next ones to be applied. */
  readonly #digits = new Map<string, string>()

  /** `firstVersion` is the oldest one that will be applied. */
  constructor(firstVersion = 0n) {
    this.version = firstVersion - 1n
    this.#files = new FileStates(firstVersion)
  }

  get liveFiles(): number {
    return this.#files.liveCount
  }

  get txns(): ReadonlyMap<string, Txn> {
    return this.#txns
  }

  get domains(): ReadonlyMap<string, DomainMetadata> {
    return this.#domains
  }

  file(identity: string): KnownFile | undefined {
    const state = this.#files.get(this.#digitsOf(identity))
    if (state === undefined) return undefined
    return state.isLive ? { live: true, addedVersion: state.version } : { live: false, removedVersion: state.version }
  }

  txn(appId: string): Txn | undefined {
    return this.#txns.get(appId)
  }

  domain(name: string): DomainMetadata | undefined {
    return this.#domains.get(name)
  }

  /** Takes a live file that is known by its key alone; it does not count in the digest. */
  seed(fileKey: string, version: bigint): void {
    this.#files.set(fileKey, true, version)
  }

  /** Takes actions of the next version, or some more of the newest one. */
  apply(version: bigint, actions: Iterable<Action>): void {
    this.version = version
    this.inCommitTimestamp = undefined
    for (const action of actions) this.#applyAction(action)
    this.#digits.clear()
  }

  #digitsOf(identity: string): string {
    const known = this.#digits.get(identity)
    if (known !== undefined) return known
    const digits = fileDigits(identity)
    if (this.#digits.size < DIGITS_KEPT_MAX) this.#digits.set(identity, digits)
    return digits
  }

  #applyAction(action: Action): void {
    switch (action.kind) {
      case 'add':
      case 'remove': {
        const key = this.#digitsOf(fileIdentity(action.path, action.deletionVector))
        if (this.#files.isLive(key)) this.digest.remove(key, this.#files.details(key))
        const details = action.kind === 'add' ? fileDetails(digestedFile(action)) : undefined
        if (details) this.digest.add(key, details)
        this.#files.set(key, details !== undefined, this.version, details)
        return
      }
      case 'protocol':
        this.protocol = action
        return
      case 'metaData':
        this.metadata = action
        return
      case 'txn':
        this.#txns.set(action.appId, action)
        return
      case 'domainMetadata':
        if (action.removed) this.#domains.delete(action.domain)
        else this.#domains.set(action.domain, action)
        return
      case 'commitInfo':
        this.inCommitTimestamp ??= action.inCommitTimestamp
        return
      case 'cdc':
      case 'unknown':
        return
    }
    action satisfies never
  }
}

/** A commit of more files has its digits made twice. */
const DIGITS_KEPT_MAX = 10_000
