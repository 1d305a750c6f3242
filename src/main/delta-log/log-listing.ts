import type { CheckpointFile } from './checkpoint-file.ts'
import type { LogFinding } from './log-finding.ts'

/** The folder of a table's log, and where its parts lie. */
export const LOG_FOLDER = '_delta_log'

/** A file of one version; `file` is relative to the table's folder. */
export interface VersionFile {
  readonly version: bigint
  readonly file: string
}

/** A ratified or merely proposed commit of a catalog-managed table: which of the two, only its catalog knows. */
export interface StagedCommit extends VersionFile {
  readonly uuid: string
}

/** A file that stands for the commits from `start` to `end`, both included. */
export interface CompactedFile {
  readonly start: bigint
  readonly end: bigint
  readonly file: string
}

/** What lies in a `_delta_log`, by name alone; nothing was read yet. Lists are in ascending order unless they say so. */
export interface LogListing {
  /** Each version once. */
  readonly commits: readonly VersionFile[]
  /** Newest first, and of one version the one first that readers prefer. Incomplete ones are there and say so. */
  readonly checkpoints: readonly CheckpointFile[]
  /** Names of the files in `_sidecars`. */
  readonly sidecars: ReadonlySet<string>
  readonly checksums: readonly VersionFile[]
  readonly compacted: readonly CompactedFile[]
  readonly staged: readonly StagedCommit[]
  readonly hasLastCheckpoint: boolean
  /** Files that belong to no log, such as temporary ones; they are ignored. */
  readonly foreign: { readonly count: number; readonly examples: readonly string[] }
  readonly findings: readonly LogFinding[]
}
