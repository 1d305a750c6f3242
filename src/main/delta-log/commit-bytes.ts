import type { ImportProblem } from '../../shared/contract/import.ts'
import { LARGE_COMMIT_BYTES_MIN, LOG_FILE_BYTES_MAX, LOG_READ_AHEAD_FILES } from '../../shared/limits.ts'
import type { FileReader } from '../object-store/file-reader.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import type { LargeCommit } from './large-commit.ts'
import type { VersionFile } from './log-listing.ts'
import { type BytesRead, problemOfRead, readBytes } from './read-text.ts'

/** A commit file as it lies there, or why it cannot be had. */
export type CommitBytes =
  | {
      readonly kind: 'read'
      readonly version: bigint
      readonly file: string
      readonly bytes: Uint8Array
      /** Modification time of the file, in milliseconds since 1970. */
      readonly fileTime: bigint
    }
  | RefusedCommit

/** A commit file that is too large to be held, and was not read. */
export interface FarCommit extends VersionFile {
  readonly kind: 'far'
}

export interface RefusedCommit {
  readonly kind: 'refused'
  readonly version: bigint
  readonly file: string
  readonly problems: readonly ImportProblem[]
}

/** Files of commits, and where they lie. */
export interface CommitFiles {
  readonly store: ObjectStore
  readonly commits: readonly VersionFile[]
}

/** Reads the files of commits in the given order, a few ahead of the one that is being used; none of them may be very large. */
export async function* readCommitBytes(files: CommitFiles, signal: AbortSignal): AsyncGenerator<CommitBytes, void> {
  for await (const { version, file, read } of readAhead(files, LOG_FILE_BYTES_MAX, signal))
    yield commitOf(version, file, read)
}

/** The same, leaving large ones to somebody else. */
export async function* readSmallCommits(
  files: CommitFiles,
  signal: AbortSignal,
): AsyncGenerator<CommitBytes | FarCommit, void> {
  for await (const { version, file, read } of readAhead(files, LARGE_COMMIT_BYTES_MIN, signal)) {
    if (read.kind === 'refused' && read.isTooLarge) yield { kind: 'far', version, file }
    else yield commitOf(version, file, read)
  }
}

function commitOf(version: bigint, file: string, read: BytesRead): CommitBytes {
  if (read.kind === 'refused') return { kind: 'refused', version, file, problems: [read.problem] }
  return { kind: 'read', version, file, bytes: read.bytes, fileTime: read.modificationTime }
}

interface AheadRead extends VersionFile {
  readonly read: BytesRead
}

async function* readAhead(
  { store, commits }: CommitFiles,
  bytesMax: number,
  signal: AbortSignal,
): AsyncGenerator<AheadRead, void> {
  const ahead: Promise<SettledRead>[] = []
  const start = (commit: VersionFile | undefined) => {
    if (commit) ahead.push(settled(readBytes(store, commit.file, bytesMax)))
  }
  for (const commit of commits.slice(0, LOG_READ_AHEAD_FILES)) start(commit)
  for (const [index, { version, file }] of commits.entries()) {
    const read = await ahead.shift()
    signal.throwIfAborted()
    start(commits[index + LOG_READ_AHEAD_FILES])
    if (read?.kind === 'failed') throw read.error
    if (read) yield { version, file, read: read.value }
  }
}

/**
 * Commits that a thread reads by itself, which has nothing else to do, for files of a folder; the bytes of one are gone with
 * the next.
 */
export function* readCommitBytesAtOnce(
  reader: FileReader,
  commits: readonly VersionFile[],
): Generator<CommitBytes | LargeCommit, void> {
  for (const { version, file } of commits) yield readAtOnce(reader, version, file, file)
}

/** The commit that lies in a file of any name. */
export function readAtOnce(reader: FileReader, version: bigint, file: string, key: string): CommitBytes | LargeCommit {
  try {
    const read = reader.read(key, LARGE_COMMIT_BYTES_MIN)
    const fileTime = read.modificationTime
    if ('bytes' in read) return { kind: 'read', version, file, bytes: read.bytes, fileTime }
    return { kind: 'large', version, file, size: read.size, fileTime, pieces: read.pieces }
  } catch (error) {
    return { kind: 'refused', version, file, problems: [problemOfRead(error, file)] }
  }
}

type SettledRead =
  | { readonly kind: 'settled'; readonly value: BytesRead }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Never rejects, because it may not be waited for. */
function settled(read: Promise<BytesRead>): Promise<SettledRead> {
  return read.then(
    value => ({ kind: 'settled', value }),
    (error: unknown) => ({ kind: 'failed', error }),
  )
}
