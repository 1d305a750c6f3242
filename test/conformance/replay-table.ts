import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type LogName, parseLogName } from '../../src/shared/delta/log-names.ts'
import { parseCommit } from '../../src/shared/delta/parse-commit.ts'
import { type Snapshot, SnapshotBuilder } from '../../src/shared/delta/snapshot.ts'
import { compareChecksum, parseVersionChecksum } from '../../src/shared/delta/version-checksum.ts'
import type { RealTable } from '../real-logs.ts'

/** What became of reading a table's log; `kind` of an error is the name that implementations give to it. */
export type Replay =
  | { readonly kind: 'ok'; readonly snapshots: readonly Snapshot[] }
  | { readonly kind: 'error'; readonly error: string; readonly message: string }
  | { readonly kind: 'checkpoint-needed'; readonly message: string }

const CHECKPOINTS: ReadonlySet<string> = new Set(['classic-checkpoint', 'checkpoint-part', 'uuid-checkpoint'])

interface LogFile {
  readonly file: string
  readonly name: LogName
}

/** Replays the JSON commits of a table from version 0 on; `stagedUpTo` takes staged commits for the versions up to it. */
export function replayTable(table: RealTable, stagedUpTo = -1n): Replay {
  const files = table.files.flatMap((file): LogFile[] => {
    const name = parseLogName(file)
    return name ? [{ file, name }] : []
  })
  const commits = commitsOf(files, stagedUpTo)
  const first = commits[0]
  const gap = commits.findIndex(({ version }, index) => version !== BigInt(index))
  if (gap !== -1 || first === undefined) return unreadable(table, files, commits.length)
  const builder = new SnapshotBuilder()
  const snapshots: Snapshot[] = []
  for (const { version, file } of commits) {
    const parsed = parseCommit(readFileSync(join(table.logFolder, file), 'utf8'))
    if (parsed.kind === 'invalid')
      return { kind: 'error', error: 'InvalidCommit', message: parsed.issues[0]?.message ?? '' }
    builder.apply(
      version,
      parsed.value.lines.map(({ action }) => action),
    )
    snapshots.push(builder.build())
  }
  return judged(snapshots)
}

/** Whether a log has checkpoints at all, whole or not. */
export function hasCheckpoint({ files }: RealTable): boolean {
  return files.some(file => CHECKPOINTS.has(parseLogName(file)?.kind ?? ''))
}

/**
 * Every disagreement about files between the states of a log and the version checksums beside it. In-commit timestamps
 * are left out: a corpus has logs in which they were edited by hand.
 */
export function checksumProblems(table: RealTable, snapshots: readonly Snapshot[]): string[] {
  return table.files.flatMap(file => {
    const name = parseLogName(file)
    const snapshot = name?.kind === 'checksum' ? snapshots[Number(name.version)] : undefined
    if (!snapshot) return []
    const checksum = parseVersionChecksum(readFileSync(join(table.logFolder, file), 'utf8'))
    const issues = checksum.kind === 'ok' ? compareChecksum(snapshot, checksum.value) : checksum.issues
    const ofFiles = issues.filter(({ path: [field] }) => field !== 'inCommitTimestampOpt')
    return ofFiles.map(({ path, message }) => `${file} ${path.join('.')}: ${message}`)
  })
}

function commitsOf(files: readonly LogFile[], stagedUpTo: bigint): { version: bigint; file: string }[] {
  return files
    .flatMap(({ file, name }) => {
      const staged = name.kind === 'staged-commit' && name.version <= stagedUpTo
      return name.kind === 'commit' || staged ? [{ version: name.version, file }] : []
    })
    .sort((a, b) => (a.version < b.version ? -1 : 1))
}

function judged(snapshots: readonly Snapshot[]): Replay {
  const last = snapshots.at(-1)
  if (!last?.protocol) return { kind: 'error', error: 'MissingProtocol', message: 'No protocol found' }
  if (!last.metadata) return { kind: 'error', error: 'MissingMetadata', message: 'No metadata found' }
  return { kind: 'ok', snapshots }
}

function unreadable(table: RealTable, files: readonly LogFile[], commits: number): Replay {
  if (hasCompleteCheckpoint(table, files)) {
    return { kind: 'checkpoint-needed', message: 'the commits before a checkpoint are gone' }
  }
  return commits === 0
    ? { kind: 'error', error: 'TableNotFound', message: 'No commit found' }
    : { kind: 'error', error: 'VersionsNotContiguous', message: 'versions are not contiguous' }
}

/** Empty files are no checkpoints, and of one in parts every part has to be there. */
function hasCompleteCheckpoint(table: RealTable, files: readonly LogFile[]): boolean {
  const present = files.filter(({ file }) => statSync(join(table.logFolder, file)).size > 0).map(({ name }) => name)
  return present.some(name => {
    if (name.kind !== 'checkpoint-part') return name.kind === 'classic-checkpoint' || name.kind === 'uuid-checkpoint'
    const parts = present.filter(other => other.kind === 'checkpoint-part' && other.version === name.version)
    return parts.filter(other => other.kind === 'checkpoint-part' && other.parts === name.parts).length === name.parts
  })
}
