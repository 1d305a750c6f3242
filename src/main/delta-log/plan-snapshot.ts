import type { CheckpointFile } from './checkpoint-file.ts'
import { type LogError, logError } from './log-error.ts'
import type { LogListing, VersionFile } from './log-listing.ts'

type Versions = Pick<LogListing, 'commits' | 'checkpoints'>

/** What has to be read for the state at a version: a checkpoint, unless it starts at version 0, and the commits after it. */
export interface SnapshotPlan {
  readonly version: bigint
  readonly base?: CheckpointFile | undefined
  readonly commits: readonly VersionFile[]
}

export type Planned =
  | { readonly kind: 'ok'; readonly plan: SnapshotPlan }
  | { readonly kind: 'error'; readonly error: LogError }

/** The newest version that any file of a log knows of; undefined where there is none. */
export function headOf({ commits, checkpoints }: Versions): bigint | undefined {
  const [commit, checkpoint] = [commits.at(-1)?.version, checkpoints.find(isUsable)?.version]
  if (commit === undefined) return checkpoint
  return checkpoint !== undefined && checkpoint > commit ? checkpoint : commit
}

/**
 * Chooses the newest whole checkpoint that is not after `version` and every commit behind it, as readers do; without
 * one, every commit from 0 on. `unreadable` are checkpoints that were tried and failed.
 */
export function planSnapshot(
  listing: Versions,
  version: bigint,
  unreadable: ReadonlySet<CheckpointFile> = new Set(),
): Planned {
  const head = headOf(listing)
  if (head === undefined) return failed(logError('TableNotFound', 'There is neither a commit nor a whole checkpoint.'))
  if (version < 0n || version > head) {
    return failed(logError('VersionNotFound', `There is no version ${version}: the newest is ${head}.`))
  }
  const base = listing.checkpoints.find(
    checkpoint => checkpoint.version <= version && isUsable(checkpoint) && !unreadable.has(checkpoint),
  )
  const first = base ? base.version + 1n : 0n
  const commits = listing.commits.filter(commit => commit.version >= first && commit.version <= version)
  const gap = firstGap(commits, first, version)
  if (gap === undefined) return { kind: 'ok', plan: { version, base, commits } }
  return failed(logError('VersionsNotContiguous', gapMessage(listing, base, gap, version)))
}

/** Runs of versions whose state can be had, ascending; both bounds belong to a run. */
export function reconstructableVersions({ commits, checkpoints }: Versions): { from: bigint; to: bigint }[] {
  const starts = [0n, ...checkpoints.filter(isUsable).map(({ version }) => version + 1n)]
  const ends = runEnds(commits)
  const runs = starts
    .map(start => ({ from: start === 0n ? 0n : start - 1n, to: ends.get(start) ?? start - 1n }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  const merged: { from: bigint; to: bigint }[] = []
  for (const run of runs) {
    const last = merged.at(-1)
    if (!last || run.from > last.to + 1n) merged.push(run)
    else if (run.to > last.to) last.to = run.to
  }
  return merged
}

/** Versions between the first and the last commit that have no commit file; both bounds belong to a gap. */
export function commitGaps(commits: readonly VersionFile[]): { from: bigint; to: bigint }[] {
  return commits.flatMap(({ version }, index) => {
    const before = commits[index - 1]?.version
    return before === undefined || version === before + 1n ? [] : [{ from: before + 1n, to: version - 1n }]
  })
}

export function isUsable({ fault }: CheckpointFile): boolean {
  return fault === undefined
}

/** By version: the last commit that can be reached from it without a gap. */
function runEnds(commits: readonly VersionFile[]): ReadonlyMap<bigint, bigint> {
  const ends = new Map<bigint, bigint>()
  for (const { version } of commits.toReversed()) ends.set(version, ends.get(version + 1n) ?? version)
  return ends
}

function firstGap(commits: readonly VersionFile[], first: bigint, last: bigint): bigint | undefined {
  let wanted = first
  for (const { version } of commits) {
    if (version !== wanted) return wanted
    wanted++
  }
  return wanted <= last ? wanted : undefined
}

function gapMessage(listing: Versions, base: CheckpointFile | undefined, gap: bigint, version: bigint): string {
  const start = base ? `the checkpoint of version ${base.version}` : 'version 0'
  const found = listing.commits.slice(0, SHOWN).map(commit => commit.version)
  const more = listing.commits.length > SHOWN ? ' ...' : ''
  return `The log's versions are not contiguous: from ${start} to ${version}, commit ${gap} is missing (found ${found.join(', ')}${more}).`
}

const SHOWN = 10

function failed(error: LogError): Planned {
  return { kind: 'error', error }
}
