/**
 * The actions of a Delta commit as values (Delta protocol, "Actions").
 *
 * 64-bit numbers are `bigint`. An absent field is `undefined`; an explicit JSON `null` means the same. Fields that this
 * program does not know are kept in `extra` as the text they were written in.
 */

/** The exact source text of one JSON value: number literals, escapes and key order survive in it. */
export type JsonText = string

/** Fields of an action that are unknown to this program, by name, in source order. */
export type ExtraFields = ReadonlyMap<string, JsonText>

/** Keys are partition columns (physical names under column mapping); a null value and an absent key differ. */
export type PartitionValues = ReadonlyMap<string, string | null>

export type Tags = ReadonlyMap<string, string | null>

/** Delta protocol, "Deletion Vectors". `offset` absent and 0 give different unique ids. */
export interface DeletionVector {
  readonly storageType: string
  readonly pathOrInlineDv: string
  readonly offset?: number | undefined
  readonly sizeInBytes: number
  readonly cardinality: bigint
  readonly extra?: ExtraFields | undefined
}

export interface AddFile {
  readonly kind: 'add'
  readonly path: string
  readonly partitionValues: PartitionValues
  readonly size: bigint
  /** Milliseconds since 1970. */
  readonly modificationTime: bigint
  readonly dataChange: boolean
  /** JSON text, kept byte for byte. */
  readonly stats?: string | undefined
  readonly tags?: Tags | undefined
  readonly deletionVector?: DeletionVector | undefined
  readonly baseRowId?: bigint | undefined
  readonly defaultRowCommitVersion?: bigint | undefined
  readonly clusteringProvider?: string | undefined
  readonly extra?: ExtraFields | undefined
}

export interface RemoveFile {
  readonly kind: 'remove'
  readonly path: string
  /** Milliseconds since 1970. */
  readonly deletionTimestamp?: bigint | undefined
  readonly dataChange: boolean
  readonly extendedFileMetadata?: boolean | undefined
  readonly partitionValues?: PartitionValues | undefined
  readonly size?: bigint | undefined
  readonly stats?: string | undefined
  readonly tags?: Tags | undefined
  readonly deletionVector?: DeletionVector | undefined
  readonly baseRowId?: bigint | undefined
  readonly defaultRowCommitVersion?: bigint | undefined
  readonly extra?: ExtraFields | undefined
}

/** `options` of a table's data format; practically always `parquet` without options. */
export interface Format {
  readonly provider: string
  readonly options: ReadonlyMap<string, string>
}

export interface Metadata {
  readonly kind: 'metaData'
  readonly id: string
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly format: Format
  /** JSON text of a struct type, kept byte for byte; empty where the source has none, which Spark reads as no columns. */
  readonly schemaString: string
  readonly partitionColumns: readonly string[]
  readonly configuration: ReadonlyMap<string, string>
  readonly createdTime?: bigint | undefined
  readonly extra?: ExtraFields | undefined
}

export interface Protocol {
  readonly kind: 'protocol'
  readonly minReaderVersion: number
  readonly minWriterVersion: number
  readonly readerFeatures?: readonly string[] | undefined
  readonly writerFeatures?: readonly string[] | undefined
  readonly extra?: ExtraFields | undefined
}

export interface Txn {
  readonly kind: 'txn'
  readonly appId: string
  readonly version: bigint
  readonly lastUpdated?: bigint | undefined
  readonly extra?: ExtraFields | undefined
}

export interface CdcFile {
  readonly kind: 'cdc'
  readonly path: string
  readonly partitionValues: PartitionValues
  readonly size: bigint
  readonly dataChange: boolean
  readonly tags?: Tags | undefined
  readonly extra?: ExtraFields | undefined
}

export interface DomainMetadata {
  readonly kind: 'domainMetadata'
  readonly domain: string
  readonly configuration: string
  readonly removed: boolean
  readonly extra?: ExtraFields | undefined
}

/** Free-form by specification: `text` is the whole object verbatim, the other fields are what this program reads of it. */
export interface CommitInfo {
  readonly kind: 'commitInfo'
  readonly text: JsonText
  readonly timestamp?: bigint | undefined
  readonly inCommitTimestamp?: bigint | undefined
  readonly operation?: string | undefined
  /** Verbatim JSON object. */
  readonly operationParameters?: JsonText | undefined
  readonly readVersion?: bigint | undefined
  readonly isolationLevel?: string | undefined
  readonly isBlindAppend?: boolean | undefined
  readonly engineInfo?: string | undefined
  readonly userName?: string | undefined
  readonly userId?: string | undefined
  readonly txnId?: string | undefined
}

/** An action of a kind that this program does not know, kept verbatim (Delta protocol, "Protocol Evolution"). */
export interface UnknownAction {
  readonly kind: 'unknown'
  readonly name: string
  readonly text: JsonText
}

export type Action =
  | AddFile
  | RemoveFile
  | Metadata
  | Protocol
  | Txn
  | CdcFile
  | DomainMetadata
  | CommitInfo
  | UnknownAction

/** Stands in V2 checkpoints alone (Delta protocol, "Checkpoint Metadata"). */
export interface CheckpointMetadata {
  readonly kind: 'checkpointMetadata'
  readonly version: bigint
  readonly tags?: Tags | undefined
  readonly extra?: ExtraFields | undefined
}

/** Names a file of a V2 checkpoint's file actions (Delta protocol, "Sidecar File Information"). */
export interface Sidecar {
  readonly kind: 'sidecar'
  readonly path: string
  readonly sizeInBytes: bigint
  /** Milliseconds since 1970. */
  readonly modificationTime: bigint
  readonly tags?: Tags | undefined
  readonly extra?: ExtraFields | undefined
}

/** What a checkpoint may hold; in a commit the two additional kinds are unknown actions. */
export type CheckpointAction = Action | CheckpointMetadata | Sidecar

/** A version of a table; -1 stands for "before the first commit" where a version may be missing. */
export type Version = bigint

/** One line of a commit: the action and the exact text that it was read from. */
export interface CommitLine {
  readonly action: Action
  readonly text: string
  /** `printAction` makes this text of the action; absent where whoever read it did not find out. */
  readonly isCanonical?: boolean
}

/**
 * What stands between the lines of a commit file. Canonical is a line feed after every line; `no-final` lacks the last
 * one; anything else is spelled out as the separators before the first line, between the lines and after the last one.
 */
export type Framing = 'canonical' | 'no-final' | readonly string[]

export interface Commit {
  readonly lines: readonly CommitLine[]
  readonly framing: Framing
}
