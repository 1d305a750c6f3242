import type { CommitLine, DomainMetadata, Metadata, Protocol, Txn } from '../../shared/delta/actions.ts'
import type { KnownFile, TableView } from '../../shared/delta/table-view.ts'
import { fileKeyOfIdentity } from '../postgres/file-key.ts'
import type { ReplayedFiles } from './replayed-files.ts'

/** The table at the newest version that was replayed, as the rules want to see it. */
export class ReplayedTable implements TableView {
  version = -1n
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  inCommitTimestamp: bigint | undefined
  readonly #files: ReplayedFiles
  readonly #txns = new Map<string, Txn>()
  readonly #domains = new Map<string, DomainMetadata>()

  constructor(files: ReplayedFiles) {
    this.#files = files
  }

  get liveFiles(): number {
    return this.#files.liveCount
  }

  file(identity: string): KnownFile | undefined {
    return this.#files.known(fileKeyOfIdentity(identity))
  }

  txn(appId: string): Txn | undefined {
    return this.#txns.get(appId)
  }

  domain(name: string): DomainMetadata | undefined {
    return this.#domains.get(name)
  }

  /** Takes the next version; its files are `ReplayedFiles`' affair. */
  apply(version: bigint, lines: readonly CommitLine[]): void {
    this.version = version
    this.inCommitTimestamp = undefined
    for (const { action } of lines) {
      if (action.kind === 'protocol') this.protocol = action
      else if (action.kind === 'metaData') this.metadata = action
      else if (action.kind === 'txn') this.#txns.set(action.appId, action)
      else if (action.kind === 'domainMetadata' && action.removed) this.#domains.delete(action.domain)
      else if (action.kind === 'domainMetadata') this.#domains.set(action.domain, action)
      else if (action.kind === 'commitInfo') this.inCommitTimestamp ??= action.inCommitTimestamp
    }
  }
}
