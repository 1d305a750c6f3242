/** Everything that a database holds of one table's log, as far as promises can be read off it; no writer's word counts. */
export interface TableRecord {
  readonly tableId: string
  /** `dl_tables.current_version`. */
  readonly head: bigint
  /** In the order of their numbers. */
  readonly versions: readonly VersionRecord[]
  /** Actions by the version that they claim to belong to, recorded or not. */
  readonly actions: readonly ActionsRecord[]
  readonly files: readonly FileRecord[]
  readonly removes: readonly RemoveRecord[]
}

export interface VersionRecord {
  readonly version: bigint
  readonly kind: string
  readonly commitId: string
  /** Microseconds since 1970. */
  readonly committedAtUs: bigint
  readonly numActions: number
  readonly filesAdded: bigint
  readonly filesRemoved: bigint
  readonly bytesAdded: bigint
  readonly bytesRemoved: bigint
  readonly totalFiles: bigint
  readonly totalBytes: bigint
}

/** The stored actions of one version, commitInfo included. */
export interface ActionsRecord {
  readonly version: bigint
  readonly count: number
  /** Places that are taken more than once. */
  readonly doubled: number
}

/** One add; `removedVersion` is null while the file is live. */
export interface FileRecord {
  readonly fileKey: string
  readonly version: bigint
  readonly removedVersion: bigint | null
  readonly size: bigint
}

export interface RemoveRecord {
  readonly fileKey: string
  readonly version: bigint
}

/** What a writer was told about one draft in the end. */
export interface Claim {
  readonly tableId: string
  readonly commitId: string
  readonly told:
    | { readonly kind: 'committed'; readonly version: bigint }
    | { readonly kind: 'not-committed' }
    | { readonly kind: 'unknown' }
}

/** What is weighed, in the order of promises; the last two are about the writers and not about the log alone. */
export type Rule =
  | 'dense-versions'
  | 'one-winner'
  | 'increasing-time'
  | 'head'
  | 'all-or-nothing'
  | 'totals'
  | 'file-live-once'
  | 'acknowledged-once'
  | 'rejected-absent'
  | 'unknown-once'
  | 'read-prefix'
  | 'stale-write'

/** A promise that is broken, and where. */
export interface Violation {
  readonly rule: Rule
  readonly promise: 'C1' | 'C2' | 'C3' | 'C4'
  readonly tableId: string
  readonly version?: bigint | undefined
  /** Of the draft that it is about. */
  readonly commitId?: string | undefined
  readonly message: string
}
