import type { CommitInfo, Metadata, Version } from './actions.ts'

/** All times are milliseconds since 1970. */
export interface CommitTime {
  readonly version: Version
  readonly time: bigint
  readonly source: 'in-commit' | 'file'
}

export interface TimedCommit {
  readonly version: Version
  readonly commitInfo?: CommitInfo | undefined
  /** Modification time of the commit file. */
  readonly fileTime: bigint
}

/** Since when a table's commits carry their own time; without `time` since its creation. */
export interface InCommitTimeStart {
  readonly version: Version
  readonly time?: bigint | undefined
}

/**
 * Delta protocol, "In-Commit Timestamps": undefined where the table does not keep them. Both enablement properties are set
 * when older commits exist; where one is missing the table counts as made with in-commit timestamps, as in Spark.
 */
export function inCommitTimeStart(
  metadata: Pick<Metadata, 'configuration'> | undefined,
): InCommitTimeStart | undefined {
  const configuration = metadata?.configuration
  if (configuration?.get('delta.enableInCommitTimestamps')?.toLowerCase() !== 'true') return undefined
  const version = wholeNumber(configuration.get('delta.inCommitTimestampEnablementVersion'))
  const time = wholeNumber(configuration.get('delta.inCommitTimestampEnablementTimestamp'))
  return version === undefined || time === undefined ? { version: 0n } : { version, time }
}

/**
 * The time of each of a run of commits, in ascending order of version. From `start` on it is the in-commit timestamp as it
 * is written; before, and where a commit lacks one, the file's time, moved to one millisecond after its predecessor
 * where it is not later than that, so that file times strictly increase.
 */
export function commitTimes(commits: Iterable<TimedCommit>, start: InCommitTimeStart | undefined): CommitTime[] {
  const times: CommitTime[] = []
  for (const { version, commitInfo, fileTime } of commits) {
    const own = start && version >= start.version ? commitInfo?.inCommitTimestamp : undefined
    const time = own ?? nextTime(times.at(-1)?.time, fileTime)
    times.push({ version, time, source: own === undefined ? 'file' : 'in-commit' })
  }
  return times
}

/** The time of a commit made at `clock` after one made at `previous`: never the same, never earlier. */
export function nextTime(previous: bigint | undefined, clock: bigint): bigint {
  return previous === undefined || clock > previous ? clock : previous + 1n
}

/**
 * The version that a table had at `time`, undefined before its first commit. `times` are as `commitTimes` gives them; a
 * time at or after the start of in-commit timestamps is looked for among those alone, an earlier one before them alone.
 */
export function versionAt(
  times: readonly CommitTime[],
  time: bigint,
  start: InCommitTimeStart | undefined,
): Version | undefined {
  const afterStart = start !== undefined && (start.time === undefined || time >= start.time)
  return times.findLast(commit => {
    const inRange = start === undefined || afterStart === commit.version >= start.version
    return inRange && commit.time <= time
  })?.version
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,19}$/.test(text) ? BigInt(text) : undefined
}
