import { IMPORT_GROUP_BYTES, IMPORT_GROUP_COMMITS } from '../../shared/import-limits.ts'
import {
  type CommitBytes,
  type CommitFiles,
  type FarCommit,
  type RefusedCommit,
  readAtOnce,
  readCommitBytesAtOnce,
  readSmallCommits,
} from '../delta-log/commit-bytes.ts'
import type { LargeCommit } from '../delta-log/large-commit.ts'
import type { VersionFile } from '../delta-log/log-listing.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { FileReader } from '../object-store/file-reader.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'
import { CommitSpool } from './commit-spool.ts'

/** Commits that travel to a thread together. */
export type CommitGroup = CommitMemory | CommitPaths | CommitFile

/** Their bytes lie in memory that threads share. */
interface CommitMemory {
  readonly kind: 'memory'
  readonly memory: SharedArrayBuffer
  readonly commits: readonly GroupedCommit[]
  /** There was no room for another one: more of them follow probably. */
  readonly isFull: boolean
}

/** Files that the thread reads for itself. */
interface CommitPaths {
  readonly kind: 'paths'
  readonly folder: string
  readonly commits: readonly VersionFile[]
}

/** One large commit, which the thread reads piece by piece. */
export interface CommitFile {
  readonly kind: 'file'
  readonly folder: string
  /** Of the file in that folder. */
  readonly key: string
  readonly commits: readonly [VersionFile]
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

/** Groups of which the first was looked at already, which tells whether there is enough for threads. */
export interface OpenedGroups extends AsyncDisposable {
  readonly isMany: boolean
  readonly groups: AsyncIterable<CommitGroup>
}

/**
 * Puts commits together, in their order. `large` names commits that are known to be so; of files in a folder others are
 * met in a group with small ones. Disposing removes what large commits of an archive were unpacked to.
 */
export async function openGroups(
  files: CommitFiles,
  large: ReadonlySet<bigint>,
  signal: AbortSignal,
): Promise<OpenedGroups> {
  const { store, commits } = files
  const spool = new CommitSpool(store, signal)
  const close = { [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose]() }
  if (store.folder !== undefined) {
    const first = await firstGroupOf(files, signal)
    if (first.isFull) return { isMany: true, groups: groupPaths(store.folder, commits, first.commits, large), ...close }
  }
  const groups = groupCommits(readSmallCommits(files, signal), spool)
  const first = await groups.next()
  if (first.done) return { isMany: false, groups, ...close }
  const isMany = first.value.kind !== 'memory' || first.value.isFull
  return { isMany, groups: startingWith(first.value, groups), ...close }
}

/** A small commit that is larger than a group travels with what came before it; a large one travels alone. */
async function* groupCommits(
  sources: AsyncIterable<CommitBytes | FarCommit>,
  spool: CommitSpool,
): AsyncGenerator<CommitMemory | CommitFile, void> {
  let held: CommitBytes[] = []
  let bytes = 0
  for await (const source of sources) {
    if (source.kind !== 'far') {
      held.push(source)
      if (source.kind === 'read') bytes += source.bytes.length
      if (bytes < IMPORT_GROUP_BYTES && held.length < IMPORT_GROUP_COMMITS) continue
    }
    if (held.length > 0) yield await groupOf(held, bytes, true)
    held = []
    bytes = 0
    if (source.kind !== 'far') continue
    const spooled = await spool.take(source)
    if (spooled.kind === 'refused') held.push(spooled)
    else yield { ...spooled, commits: [source] }
  }
  if (held.length > 0) yield await groupOf(held, bytes, false)
}

/** How many commits would be the first group, and whether they would fill it, without reading them. */
async function firstGroupOf(
  { store, commits }: CommitFiles,
  signal: AbortSignal,
): Promise<{ readonly commits: number; readonly isFull: boolean }> {
  let bytes = 0
  for (const [index, { file }] of commits.entries()) {
    signal.throwIfAborted()
    bytes += await sizeOf(store, file)
    if (bytes >= IMPORT_GROUP_BYTES || index + 1 >= IMPORT_GROUP_COMMITS) return { commits: index + 1, isFull: true }
  }
  return { commits: commits.length, isFull: false }
}

/** Of a file that cannot be read nothing is held; why that is is said where it is read. */
async function sizeOf(store: ObjectStore, file: string): Promise<number> {
  try {
    return (await store.stat(file)).size
  } catch (error) {
    if (error instanceof ObjectFailure) return 0
    throw error
  }
}

/** Groups of about as many bytes as the first one had; files are as large as they are. */
async function* groupPaths(
  folder: string,
  commits: readonly VersionFile[],
  commitsAtOnce: number,
  large: ReadonlySet<bigint>,
): AsyncGenerator<CommitPaths | CommitFile, void> {
  let held: VersionFile[] = []
  for (const commit of commits) {
    const isLarge = large.has(commit.version)
    if (!isLarge) held.push(commit)
    if (!isLarge && held.length < commitsAtOnce) continue
    if (held.length > 0) yield { kind: 'paths', folder, commits: held }
    held = []
    if (isLarge) yield { kind: 'file', folder, key: commit.file, commits: [commit] }
  }
  if (held.length > 0) yield { kind: 'paths', folder, commits: held }
}

/** The items of which the first one was taken already. */
export async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void> {
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

/** The commits of a group; the bytes of one may be gone with the next. */
export function commitsOf(group: CommitGroup, reader?: FileReader): Iterable<CommitBytes | LargeCommit> {
  if (group.kind === 'paths') return readCommitBytesAtOnce(reader ?? new FileReader(group.folder), group.commits)
  if (group.kind === 'file') return [commitOfFile(group)]
  const { memory, commits } = group
  return commits.map(commit => {
    if (commit.kind === 'refused') return commit
    const { start, end, ...rest } = commit
    return { ...rest, bytes: new Uint8Array(memory, start, end - start) }
  })
}

/** The one commit of a group. It is a large one, unless its file has become another. */
export function commitOfFile({ folder, key, commits: [{ version, file }] }: CommitFile): CommitBytes | LargeCommit {
  return readAtOnce(new FileReader(folder), version, file, key)
}

/** Copies very large commits bit by bit, so that they hold nothing up. */
async function groupOf(sources: readonly CommitBytes[], bytes: number, isFull: boolean): Promise<CommitMemory> {
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
  return { kind: 'memory', memory, commits, isFull }
}

const COPIED_BYTES_MAX = 4 * 1024 * 1024
