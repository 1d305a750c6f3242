import type { Action, CommitInfo, Metadata, Protocol, Version } from './actions.ts'
import type { ConflictDraft, Winner } from './conflict.ts'
import { withMember } from './edit-json.ts'
import { readJson } from './json.ts'
import { parseCommitInfo } from './parse-commit-info.ts'
import { supportedFeatures, supports } from './protocol-features.ts'
import type { ReadState } from './read-set.ts'
import type { RebaseChange } from './rebase.ts'
import { rowIdMark } from './row-tracking.ts'
import { WinningCommit } from './winning-commit.ts'

/** Rewrites the draft in `state` for the winner that it follows. */
export type RebaseStep = (state: RebaseState) => void

type Subject = Pick<RebaseChange, 'kind' | 'subject'>

/** A draft on its way to a newer version: its actions so far, what it follows and what has become of the table. */
export class RebaseState {
  readonly operation: string | undefined
  readonly read: ReadState
  actions: readonly Action[]
  winner: WinningCommit
  /** Milliseconds since 1970, where the winner's commit says it. */
  winnerTime: bigint | undefined
  /** As the table would have them if the draft were committed now. */
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  /** The highest row id that anybody has assigned at the read version. */
  readonly readRowIdMark: bigint
  /** The highest row id that anybody has assigned up to the winner. */
  rowIdMark: bigint
  /** Files that carry on the row ids which a winner's backfill gave them. */
  readonly carriedPaths = new Set<string>()
  /** Identities of files that winners removed, with the version that did. */
  readonly goneFiles = new Map<string, Version>()
  obstacle: string | undefined
  readonly cautions: string[] = []
  private readonly changed = new Map<string, RebaseChange>()

  constructor(draft: ConflictDraft, read: ReadState, readRowIdMark: bigint) {
    this.read = read
    this.actions = draft.actions
    this.readRowIdMark = readRowIdMark
    this.rowIdMark = readRowIdMark
    this.winner = new WinningCommit({ version: read.version, actions: [] })
    this.operation = draft.operation ?? this.commitInfo?.operation
    this.protocol = draft.actions.find(action => action.kind === 'protocol') ?? read.protocol
    this.metadata = draft.actions.find(action => action.kind === 'metaData') ?? read.metadata
    if (this.dropsFeature) {
      this.cautions.push('This commit drops a feature; whether the winners left traces of it must be checked again.')
    }
  }

  follow(winner: Winner): void {
    this.winner = new WinningCommit(winner)
    const { commitInfo } = this.winner
    this.winnerTime = commitInfo?.inCommitTimestamp ?? winner.committedAt ?? commitInfo?.timestamp
    this.protocol = this.winner.protocol ?? this.protocol
    this.metadata = this.winner.metadata ?? this.metadata
    this.rowIdMark = rowIdMark(this.winner, this.rowIdMark)
  }

  /** The version that the draft was made for. */
  get firstVersion(): Version {
    return this.read.version + 1n
  }

  get nextVersion(): Version {
    return this.winner.version + 1n
  }

  get commitInfo(): CommitInfo | undefined {
    return this.actions.find(action => action.kind === 'commitInfo')
  }

  supports(feature: string): boolean {
    return this.protocol !== undefined && supports(this.protocol, feature)
  }

  /** The draft brings a protocol that lacks a feature which the table had. */
  get dropsFeature(): boolean {
    const own = this.actions.find(action => action.kind === 'protocol')
    return own !== undefined && supportedFeatures(this.read.protocol ?? own).some(({ name }) => !supports(own, name))
  }

  /** Remembers the first `from` and the last `to` of a subject: several steps may move it. */
  note(subject: Subject, from: string | undefined, to: string | undefined): void {
    const key = `${subject.kind}\u0000${subject.subject ?? ''}`
    const earlier = this.changed.get(key)
    this.changed.set(key, { ...subject, from: earlier ? earlier.from : from, to })
  }

  changes(): RebaseChange[] {
    const { firstVersion, nextVersion } = this
    const version: RebaseChange = { kind: 'version', from: String(firstVersion), to: String(nextVersion) }
    const all = firstVersion === nextVersion ? [] : [version]
    return [...all, ...[...this.changed.values()].filter(({ from, to }) => from !== to)]
  }

  /** Replaces the draft's own metadata. */
  setMetadata(metadata: Metadata): void {
    this.metadata = metadata
    this.actions = this.actions.map(action => (action.kind === 'metaData' ? metadata : action))
  }

  /** Sets one member of commitInfo, every other byte of it as it was; makes a commitInfo where there is none. */
  setCommitInfo(name: string, value: string): void {
    const text = withMember(this.commitInfo?.text ?? '{}', name, value)
    const read = text === undefined ? undefined : readJson(text)
    if (read?.kind !== 'ok' || read.value.kind !== 'object') {
      this.obstacle = 'The commitInfo of this commit is no JSON object.'
      return
    }
    const info = parseCommitInfo(read.value)
    this.actions = [info, ...this.actions.filter(({ kind }) => kind !== 'commitInfo')]
  }
}
