import type { Metadata } from '../../../shared/delta/actions.ts'
import { effectiveProperty } from '../../../shared/delta/effective-properties.ts'
import type { LogListing } from '../../delta-log/log-listing.ts'

/** A file of the log that readers of what is kept do not need any more. */
export interface CleanupCandidate {
  /** Relative to the table's folder. */
  readonly file: string
  /** One sentence. */
  readonly reason: string
}

export interface CleanupOffer {
  /** The checkpoint that the log would begin with; undefined where nothing can be removed. */
  readonly from: bigint | undefined
  readonly candidates: readonly CleanupCandidate[]
}

const DAY_MS = 86_400_000n
const RETENTION_MS_DEFAULT = 30n * DAY_MS

/** Times of commits, in milliseconds since 1970, by version. */
export type CommitTimes = ReadonlyMap<bigint, bigint>

/**
 * What could be removed of a published log and why (Delta protocol, "Metadata Cleanup"). It is offered and never done:
 * PostgreSQL keeps the whole history, but readers of files lose the versions before `from`. Times are cut to midnight UTC,
 * as Spark cuts them. The commit of the checkpoint's own version stays.
 */
export function offerCleanup(
  metadata: Pick<Metadata, 'configuration'>,
  listing: Pick<LogListing, 'commits' | 'checkpoints' | 'checksums' | 'compacted'>,
  times: CommitTimes,
  nowMs: bigint,
): CleanupOffer {
  const { value } = effectiveProperty(metadata, 'delta.logRetentionDuration')
  const retentionMs = value?.kind === 'duration' ? value.micros / 1_000n : RETENTION_MS_DEFAULT
  const cutoffMs = ((nowMs - retentionMs) / DAY_MS) * DAY_MS
  const expired = listing.commits.findLast(({ version }) => (times.get(version) ?? nowMs) <= cutoffMs)
  const from = listing.checkpoints.find(
    ({ version, fault }) => fault === undefined && expired !== undefined && version <= expired.version,
  )?.version
  if (from === undefined) return { from, candidates: [] }
  const why = (what: string) =>
    `${what} is older than the checkpoint of version ${from}, which has outlived its retention.`
  const before = (files: readonly { readonly version: bigint; readonly file: string }[], what: string) =>
    files
      .filter(({ version }) => version < from)
      .map(({ version, file }) => ({ file, reason: why(`${what} ${version}`) }))
  return {
    from,
    candidates: [
      ...before(listing.commits, 'The commit of version'),
      ...before(listing.checksums, 'The checksum of version'),
      ...listing.checkpoints
        .filter(({ version }) => version < from)
        .flatMap(({ version, files }) =>
          files.map(file => ({ file, reason: why(`The checkpoint of version ${version}`) })),
        ),
      ...listing.compacted
        .filter(({ start }) => start <= from)
        .map(({ start, end, file }) => ({ file, reason: why(`The compaction of versions ${start} to ${end}`) })),
    ],
  }
}
