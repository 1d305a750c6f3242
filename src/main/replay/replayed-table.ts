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
  /** Of files that were asked for since the last version: nearly always they are applied next, in the same order. */
  readonly #asked = new AskedFiles()

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
    const state = this.#files.get(this.#asked.ask(identity))
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
    if (version !== this.version) this.inCommitTimestamp = undefined
    this.version = version
    for (const action of actions) this.#applyAction(action)
    this.#asked.clear()
  }

  #applyAction(action: Action): void {
    switch (action.kind) {
      case 'add':
      case 'remove': {
        const key = this.#asked.next(fileIdentity(action.path, action.deletionVector))
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

/** Remembers the digits of files in the order in which they were asked for, so that most are made once. */
class AskedFiles {
  #identities: string[] = []
  #digits: string[] = []
  #at = 0

  ask(identity: string): string {
    const last = this.#identities.length - 1
    if (this.#identities[last] === identity) return this.#digits[last] ?? ''
    const digits = fileDigits(identity)
    if (last < DIGITS_KEPT_MAX) {
      this.#identities.push(identity)
      this.#digits.push(digits)
    }
    return digits
  }

  /** Looks where the last one was found, and a little further. */
  next(identity: string): string {
    const end = Math.min(this.#at + PASSED_OVER_MAX, this.#identities.length)
    for (let at = this.#at; at < end; at++) {
      if (this.#identities[at] !== identity) continue
      this.#at = at + 1
      return this.#digits[at] ?? ''
    }
    return fileDigits(identity)
  }

  clear(): void {
    if (this.#identities.length === 0) return
    this.#identities = []
    this.#digits = []
    this.#at = 0
  }
}

/** A commit of more files has its digits made twice. */
const DIGITS_KEPT_MAX = 10_000
/** Rules may ask for files that the commit does not name, between two that it does. */
const PASSED_OVER_MAX = 4
