import type { Action, AddFile, Metadata, Protocol, Version } from './actions.ts'
import type { Predicate } from './predicate.ts'
import type { Snapshot } from './snapshot.ts'

/** What a commit has looked at before it was made: the reason why another commit may have made it wrong. */
export interface ReadSet {
  /** The whole table was read, whatever the scans say. */
  readonly wholeTable: boolean
  /** The predicate of each scan; `EVERY_ROW` for a scan without one. A file that a scan may have matched counts as read. */
  readonly scans: readonly Predicate[]
  /** Paths of further files that were read. */
  readonly files: ReadonlySet<string>
  /** Applications whose last transaction was asked for. */
  readonly appIds: ReadonlySet<string>
}

/** Nothing was read: an append that does not look. */
export const NOTHING_READ: ReadSet = { wholeTable: false, scans: [], files: new Set(), appIds: new Set() }

/** The table as it was at the version that was read. */
export interface ReadState {
  readonly version: Version
  readonly protocol?: Protocol | undefined
  readonly metadata?: Metadata | undefined
  /** The live file of that path; it is asked for the paths that winners remove, and no others. */
  readonly liveFile: (path: string) => AddFile | undefined
}

export function readStateOf(snapshot: Snapshot): ReadState {
  let byPath: Map<string, AddFile> | undefined
  const { version, protocol, metadata, files } = snapshot
  return {
    version,
    protocol,
    metadata,
    liveFile: path => {
      byPath ??= new Map([...files.values()].map(({ add }) => [add.path, add]))
      return byPath.get(path)
    },
  }
}

/** Looked at nothing and only adds: such a commit cannot have missed anything. A commit without files counts, too. */
export function isBlindAppend(actions: readonly Action[], reads: ReadSet): boolean {
  const hasRead = reads.wholeTable || reads.scans.length > 0 || reads.files.size > 0
  return !hasRead && !actions.some(({ kind }) => kind === 'remove' || kind === 'cdc')
}
