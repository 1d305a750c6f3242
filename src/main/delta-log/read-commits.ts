import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseCommitInSlices, splitLines } from '../../shared/delta/parse-commit.ts'
import { LOG_FILE_BYTES_MAX, LOG_READ_AHEAD_FILES } from '../../shared/limits.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { problemOfIssue } from './log-finding.ts'
import type { VersionFile } from './log-listing.ts'
import { Pauses } from './pauses.ts'
import { readText, type TextRead } from './read-text.ts'

/** A commit file that was read: the commit, or why it is none. */
export type CommitRead =
  | {
      readonly kind: 'ok'
      readonly version: bigint
      readonly file: string
      readonly commit: Commit
      readonly warnings: readonly Issue[]
      readonly bytes: number
      /** Modification time of the file, in milliseconds since 1970. */
      readonly fileTime: bigint
    }
  | {
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

/**
 * Reads commits in the given order, a few files ahead of the one that is being used. Gives other work of this thread its
 * turn, however large a commit is.
 */
export async function* readCommits(
  { store, commits }: CommitFiles,
  signal: AbortSignal,
): AsyncGenerator<CommitRead, void> {
  const pauses = new Pauses()
  const ahead: Promise<SettledRead>[] = []
  const start = (commit: VersionFile | undefined) => {
    if (commit) ahead.push(settled(readText(store, commit.file, LOG_FILE_BYTES_MAX)))
  }
  for (const commit of commits.slice(0, LOG_READ_AHEAD_FILES)) start(commit)
  for (const [index, { version, file }] of commits.entries()) {
    const read = await ahead.shift()
    signal.throwIfAborted()
    start(commits[index + LOG_READ_AHEAD_FILES])
    if (read?.kind === 'failed') throw read.error
    if (read) yield await commitOf(version, file, read.value, pauses)
  }
}

type SettledRead =
  | { readonly kind: 'settled'; readonly value: TextRead }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Never rejects, because it may not be waited for. */
function settled(read: Promise<TextRead>): Promise<SettledRead> {
  return read.then(
    value => ({ kind: 'settled', value }),
    (error: unknown) => ({ kind: 'failed', error }),
  )
}

async function commitOf(version: bigint, file: string, read: TextRead, pauses: Pauses): Promise<CommitRead> {
  if (read.kind === 'refused') return { kind: 'refused', version, file, problems: [read.problem] }
  const { text, size: bytes, modificationTime: fileTime } = read
  const slices = parseCommitInSlices(text, LINES_AT_ONCE)
  for (;;) {
    const slice = slices.next()
    await pauses.ifDue()
    if (!slice.done) continue
    const parsed = slice.value
    if (parsed.kind === 'ok') {
      return { kind: 'ok', version, file, commit: parsed.value, warnings: parsed.warnings, bytes, fileTime }
    }
    const { framing } = splitLines(text)
    const problems = parsed.issues
      .filter(({ severity }) => severity === 'error')
      .map(issue => problemOfIssue(issue, file, framing))
    return { kind: 'refused', version, file, problems }
  }
}

const LINES_AT_ONCE = 200
