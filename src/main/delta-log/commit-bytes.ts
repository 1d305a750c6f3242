import type { ImportProblem } from '../../shared/contract/import.ts'
import { LINE_BYTES_MAX, LOG_FILE_BYTES_MAX, LOG_READ_AHEAD_FILES } from '../../shared/limits.ts'
import type { FileReader, LookAhead } from '../object-store/file-reader.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import type { VersionFile } from './log-listing.ts'
import { LongLineSearch, longLineProblem } from './long-line-search.ts'
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

/** Reads the files of commits in the given order, a few ahead of the one that is being used. */
export async function* readCommitBytes(
  { store, commits }: CommitFiles,
  signal: AbortSignal,
): AsyncGenerator<CommitBytes, void> {
  const ahead: Promise<SettledRead>[] = []
  const start = (commit: VersionFile | undefined) => {
    if (commit) ahead.push(settled(readBytes(store, commit.file, LOG_FILE_BYTES_MAX)))
  }
  for (const commit of commits.slice(0, LOG_READ_AHEAD_FILES)) start(commit)
  for (const [index, { version, file }] of commits.entries()) {
    const read = await ahead.shift()
    signal.throwIfAborted()
    start(commits[index + LOG_READ_AHEAD_FILES])
    if (read?.kind === 'failed') throw read.error
    if (!read) continue
    const { value } = read
    if (value.kind === 'refused') yield { kind: 'refused', version, file, problems: [value.problem] }
    else yield { kind: 'read', version, file, bytes: value.bytes, fileTime: value.modificationTime }
  }
}

/** The same in a thread that has nothing else to do, for files of a folder; the bytes of one are gone with the next. */
export function* readCommitBytesAtOnce(
  reader: FileReader,
  commits: readonly VersionFile[],
): Generator<CommitBytes, void> {
  for (const { version, file } of commits) {
    try {
      const { bytes, modificationTime } = reader.read(file, LOG_FILE_BYTES_MAX, new LineSizes(file))
      yield { kind: 'read', version, file, bytes, fileTime: modificationTime }
    } catch (error) {
      const problem = error instanceof LineTooLong ? error.problem : problemOfRead(error, file)
      yield { kind: 'refused', version, file, problems: [problem] }
    }
  }
}

class LineTooLong extends Error {
  readonly problem: ImportProblem

  constructor(problem: ImportProblem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Refuses a file for its lines before it is in memory. */
class LineSizes implements LookAhead {
  readonly bytesMin = LINE_BYTES_MAX
  readonly #search = new LongLineSearch()
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  push(piece: Uint8Array): void {
    this.#search.push(piece)
  }

  finish(): void {
    const [first] = this.#search.finish()
    if (first) throw new LineTooLong(longLineProblem(first, this.#file))
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
