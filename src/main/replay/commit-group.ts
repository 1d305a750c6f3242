import { IMPORT_GROUP_BYTES, IMPORT_GROUP_COMMITS } from '../../shared/import-limits.ts'
import { type CommitBytes, type CommitFiles, type RefusedCommit, readCommitBytes } from '../delta-log/commit-bytes.ts'
import { Pauses } from '../delta-log/pauses.ts'

/** Commit files that travel to a thread together: their bytes lie in memory that threads share. */
export interface CommitGroup {
  readonly memory: SharedArrayBuffer
  readonly commits: readonly GroupedCommit[]
  /** There was no room for another one: more of them follow probably. */
  readonly isFull: boolean
}

type GroupedCommit =
  | {
      readonly kind: 'read'
      readonly version: bigint
      readonly file: string
      readonly start: number
      readonly end: number
      readonly fileTime: bigint
    }
  | RefusedCommit

/** Puts commits together, in their order. A commit that is larger than a group travels with what came before it. */
async function* groupCommits(sources: AsyncIterable<CommitBytes>): AsyncGenerator<CommitGroup, void> {
  let held: CommitBytes[] = []
  let bytes = 0
  for await (const source of sources) {
    held.push(source)
    if (source.kind === 'read') bytes += source.bytes.length
    if (bytes < IMPORT_GROUP_BYTES && held.length < IMPORT_GROUP_COMMITS) continue
    yield await groupOf(held, bytes, true)
    held = []
    bytes = 0
  }
  if (held.length > 0) yield await groupOf(held, bytes, false)
}

/** Groups whose first one was read already, which tells whether there is enough for threads. */
export interface OpenedGroups {
  readonly isMany: boolean
  readonly groups: AsyncIterable<CommitGroup>
}

export async function openGroups(files: CommitFiles, signal: AbortSignal): Promise<OpenedGroups> {
  const groups = groupCommits(readCommitBytes(files, signal))
  const first = await groups.next()
  if (first.done) return { isMany: false, groups }
  return { isMany: first.value.isFull, groups: startingWith(first.value, groups) }
}

async function* startingWith(first: CommitGroup, rest: AsyncIterable<CommitGroup>): AsyncGenerator<CommitGroup, void> {
  yield first
  yield* rest
}

/** What `work` makes of each item, in order, with so many under way at a time. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  underWayMax: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const underWay: Promise<R>[] = []
  for await (const item of items) {
    const result = work(item)
    // It is waited for in its turn; until then a failure must not count as unhandled.
    result.catch(() => {})
    underWay.push(result)
    const [oldest] = underWay
    if (underWay.length < underWayMax || oldest === undefined) continue
    underWay.shift()
    yield await oldest
  }
  for (const result of underWay) yield await result
}

/** The commits of a group, whose bytes are views of its memory. */
export function commitsOf({ memory, commits }: CommitGroup): CommitBytes[] {
  return commits.map(commit => {
    if (commit.kind === 'refused') return commit
    const { start, end, ...rest } = commit
    return { ...rest, bytes: new Uint8Array(memory, start, end - start) }
  })
}

/** Copies very large commits bit by bit, so that they hold nothing up. */
async function groupOf(sources: readonly CommitBytes[], bytes: number, isFull: boolean): Promise<CommitGroup> {
  const memory = new SharedArrayBuffer(bytes)
  const all = new Uint8Array(memory)
  const pauses = new Pauses()
  const commits: GroupedCommit[] = []
  let at = 0
  for (const source of sources) {
    if (source.kind === 'refused') {
      commits.push(source)
      continue
    }
    const { version, file, fileTime } = source
    const start = at
    for (let from = 0; from < source.bytes.length; from += COPIED_BYTES_MAX) {
      all.set(source.bytes.subarray(from, from + COPIED_BYTES_MAX), start + from)
      await pauses.ifDue()
    }
    at += source.bytes.length
    commits.push({ kind: 'read', version, file, start, end: at, fileTime })
  }
  return { memory, commits, isFull }
}

const COPIED_BYTES_MAX = 4 * 1024 * 1024
