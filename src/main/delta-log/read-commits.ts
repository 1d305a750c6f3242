import type { Commit } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseCommitInSlices, splitLines } from '../../shared/delta/parse-commit.ts'
import { type CommitBytes, type CommitFiles, type RefusedCommit, readCommitBytes } from './commit-bytes.ts'
import { problemOfIssue } from './log-finding.ts'
import { findLongLine } from './long-line-search.ts'
import { Pauses } from './pauses.ts'
import { textOf } from './read-text.ts'

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
  | RefusedCommit

/**
 * Reads commits in the given order, a few files ahead of the one that is being used. Gives other work of this thread its
 * turn, however large a commit is.
 */
export async function* readCommits(files: CommitFiles, signal: AbortSignal): AsyncGenerator<CommitRead, void> {
  const pauses = new Pauses()
  for await (const source of readCommitBytes(files, signal)) yield await parseCommitBytes(source, pauses)
}

/** Makes a commit of its bytes, giving other work of this thread its turn. */
export async function parseCommitBytes(source: CommitBytes, pauses: Pauses): Promise<CommitRead> {
  const parsing = parseInSlices(source, LINES_AT_ONCE)
  for (;;) {
    const slice = parsing.next()
    await pauses.ifDue()
    if (slice.done) return slice.value
  }
}

/** The same at once, for threads that have nothing else to do. */
export function parseCommitBytesAtOnce(source: CommitBytes): CommitRead {
  const parsing = parseInSlices(source, Number.POSITIVE_INFINITY)
  for (;;) {
    const slice = parsing.next()
    if (slice.done) return slice.value
  }
}

const LINES_AT_ONCE = 200

/** As readers do, a file without a line is taken for a commit without actions. */
const BLANK = /^[ \t\r\n]*$/

function* parseInSlices(source: CommitBytes, linesAtOnce: number): Generator<undefined, CommitRead> {
  if (source.kind === 'refused') return source
  const { version, file, bytes, fileTime } = source
  const longLine = findLongLine(bytes, file)
  if (longLine) return { kind: 'refused', version, file, problems: [longLine] }
  const decoded = textOf(bytes, file)
  if (decoded.kind === 'refused') return { kind: 'refused', version, file, problems: [decoded.problem] }
  if (BLANK.test(decoded.text)) {
    const commit: Commit = { lines: [], framing: splitLines(decoded.text).framing }
    return { kind: 'ok', version, file, commit, warnings: [], bytes: bytes.length, fileTime }
  }
  const parsed = yield* parseCommitInSlices(decoded.text, linesAtOnce)
  if (parsed.kind === 'ok') {
    const { value: commit, warnings } = parsed
    return { kind: 'ok', version, file, commit, warnings, bytes: bytes.length, fileTime }
  }
  const { framing } = splitLines(decoded.text)
  const problems = parsed.issues
    .filter(({ severity }) => severity === 'error')
    .map(issue => problemOfIssue(issue, file, framing))
  return { kind: 'refused', version, file, problems }
}
