import type { DomainMetadata, Metadata, Protocol, Txn, Version } from './actions.ts'

/** What is known of a file that the table has or had. */
export interface KnownFile {
  readonly live: boolean
  /** The version that added it last. */
  readonly addedVersion?: Version | undefined
  /** The version that removed it, where it is not live. */
  readonly removedVersion?: Version | undefined
}

/**
 * The table at the version that a commit builds on, as far as rules ask for it. Whoever cannot answer an optional
 * question leaves the member out: the rules that need it then say less, never something wrong.
 */
export interface TableView {
  /** The newest version; -1 before the first commit. */
  readonly version: Version
  readonly protocol?: Protocol | undefined
  readonly metadata?: Metadata | undefined
  /** A file by its `fileIdentity`; `undefined` where the table never had it. Asked for `identitiesToLookUp` only. */
  file(identity: string): KnownFile | undefined
  /** Identities of the live files with exactly this path, whatever their deletion vectors. */
  readonly livePaths?: ((path: string) => readonly string[]) | undefined
  /** The newest transaction of an application. */
  txn(appId: string): Pick<Txn, 'version'> | undefined
  /** A domain that is set and not removed. */
  readonly domain?: ((name: string) => Pick<DomainMetadata, 'configuration'> | undefined) | undefined
  /** How many files are live. */
  readonly liveFiles?: number | bigint | undefined
  /** The in-commit timestamp of the newest version, in milliseconds since 1970. */
  readonly inCommitTimestamp?: bigint | undefined
}
