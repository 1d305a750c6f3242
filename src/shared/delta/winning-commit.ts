import type { AddFile, CommitInfo, DomainMetadata, Metadata, Protocol, RemoveFile, Txn, Version } from './actions.ts'
import type { Winner } from './conflict.ts'
import { jsonString, readJson } from './json.ts'

/** A winner's actions by kind. */
export class WinningCommit {
  readonly version: Version
  readonly isReadable: boolean
  readonly adds: AddFile[] = []
  readonly removes: RemoveFile[] = []
  readonly txns: Txn[] = []
  readonly domains: DomainMetadata[] = []
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  commitInfo: CommitInfo | undefined

  constructor({ version, actions }: Winner) {
    this.version = version
    this.isReadable = actions !== undefined
    for (const action of actions ?? []) {
      if (action.kind === 'add') this.adds.push(action)
      else if (action.kind === 'remove') this.removes.push(action)
      else if (action.kind === 'txn') this.txns.push(action)
      else if (action.kind === 'domainMetadata') this.domains.push(action)
      else if (action.kind === 'protocol') this.protocol ??= action
      else if (action.kind === 'metaData') this.metadata ??= action
      else if (action.kind === 'commitInfo') this.commitInfo ??= action
    }
  }

  get operation(): string | undefined {
    return this.commitInfo?.operation
  }

  /** Without a commitInfo that says so, a commit counts as one that has read. */
  get isBlindAppend(): boolean {
    return this.commitInfo?.isBlindAppend ?? false
  }

  /** Its metadata moves the high-water marks of identity columns and nothing else; the writer says so in a tag. */
  get isIdentityOnly(): boolean {
    const info = this.commitInfo && readJson(this.commitInfo.text)
    const tags = info?.kind === 'ok' && info.value.kind === 'object' ? info.value.members.get('tags') : undefined
    const tag = tags?.kind === 'object' ? tags.members.get('delta.identity.schemaUpdate') : undefined
    return tag?.kind === 'string' && jsonString(tag).toLowerCase() === 'true'
  }
}
