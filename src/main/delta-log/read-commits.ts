import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Commit, Framing } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseCommit, splitLines } from '../../shared/delta/parse-commit.ts'
import { LOG_FILE_BYTES_MAX, LOG_READ_AHEAD_FILES } from '../../shared/limits.ts'
import { lineNumber } from './line-number.ts'
import { type CommitFile, type LogFolder, systemReason } from './read-folder.ts'

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

/** Reads the commits of a log in order of version, a few files ahead of the one that is being used. */
export async function* readCommits(folder: LogFolder, signal: AbortSignal): AsyncGenerator<CommitRead, void> {
  const ahead: Promise<FileRead>[] = []
  const start = (file: CommitFile | undefined) => {
    if (file) ahead.push(readFileWithin(join(folder.path, file.file), signal))
  }
  for (const file of folder.commits.slice(0, LOG_READ_AHEAD_FILES)) start(file)
  for (const [index, { version, file }] of folder.commits.entries()) {
    const read = await ahead.shift()
    signal.throwIfAborted()
    start(folder.commits[index + LOG_READ_AHEAD_FILES])
    if (read) yield commitOf(version, file, read)
  }
}

type FileRead =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly fileTime: bigint }
  | { readonly kind: 'failed'; readonly message: string }

/** Never rejects, because it may not be waited for. Follows no symbolic link and reads no more than the limit. */
async function readFileWithin(path: string, signal: AbortSignal): Promise<FileRead> {
  if (signal.aborted) return { kind: 'failed', message: 'Reading was cancelled.' }
  try {
    await using handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    const stats = await handle.stat()
    if (!stats.isFile()) return { kind: 'failed', message: 'Expected a regular file.' }
    const chunks: Uint8Array[] = []
    // One byte more than expected, so that the end is seen by the second read.
    const chunkBytes = Math.min(stats.size + 1, CHUNK_BYTES)
    let size = 0
    while (!signal.aborted) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes))
      if (bytesRead === 0) break
      size += bytesRead
      if (size > LOG_FILE_BYTES_MAX) {
        return { kind: 'failed', message: `Expected at most ${LOG_FILE_BYTES_MAX} bytes; the file is larger.` }
      }
      chunks.push(buffer.subarray(0, bytesRead))
    }
    return { kind: 'ok', bytes: Buffer.concat(chunks, size), fileTime: BigInt(Math.floor(stats.mtimeMs)) }
  } catch (error) {
    return { kind: 'failed', message: `The file cannot be read: ${systemReason(error)}.` }
  }
}

const CHUNK_BYTES = 256 * 1024

function commitOf(version: bigint, file: string, read: FileRead): CommitRead {
  const refused = (...problems: ImportProblem[]): CommitRead => ({ kind: 'refused', version, file, problems })
  if (read.kind === 'failed') return refused({ rule: 'import.unreadable', file, line: null, message: read.message })
  const text = decode(read.bytes)
  if (text === undefined) {
    const line = badLine(read.bytes)
    return refused({ rule: 'import.encoding', file, line, message: 'Expected UTF-8, found bytes that are none.' })
  }
  const parsed = parseCommit(text)
  if (parsed.kind === 'ok') {
    const { value: commit, warnings } = parsed
    return { kind: 'ok', version, file, commit, warnings, bytes: read.bytes.length, fileTime: read.fileTime }
  }
  const { framing } = splitLines(text)
  return refused(...parsed.issues.filter(isError).map(issue => problemOfIssue(issue, file, framing)))
}

/** An issue with the place in the file that it was found in. */
export function problemOfIssue(issue: Issue, file: string, framing: Framing): ImportProblem {
  const [index] = issue.path
  const line = typeof index === 'number' ? lineNumber(framing, index) : null
  const { rule, severity, path, message, section } = issue
  return { rule, file, line, message, issue: { rule, severity, path, message, ...(section && { section }) } }
}

function isError({ severity }: Issue): boolean {
  return severity === 'error'
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The first line, from one, that is not UTF-8: a line feed is never part of another character. */
function badLine(bytes: Uint8Array): number {
  for (let [line, start] = [1, 0]; ; line++) {
    const feed = bytes.indexOf(0x0a, start)
    const end = feed < 0 ? bytes.length : feed
    if (feed < 0 || decode(bytes.subarray(start, end)) === undefined) return line
    start = end + 1
  }
}
