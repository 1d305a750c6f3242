import type { Metadata } from '../../../shared/delta/actions.ts'
import { effectiveProperty } from '../../../shared/delta/effective-properties.ts'

/** When checkpoints are due beyond what the table's own property asks for; absent means no such limit. */
export interface CheckpointPolicy {
  /** Bytes of commits that readers have to read behind the last checkpoint. */
  readonly bytesMax?: bigint | undefined
  /** Milliseconds since the last checkpoint, if there was a commit since. */
  readonly ageMsMax?: number | undefined
}

/** What is published since the last checkpoint; `null` where there never was one. */
export interface SinceCheckpoint {
  readonly version: bigint
  readonly lastVersion: bigint | null
  readonly bytes: bigint
  readonly ageMs: number | null
}

export type CheckpointReason = 'interval' | 'bytes' | 'age'

const INTERVAL_DEFAULT = 10n

/**
 * Why a checkpoint of the newest published version is due; undefined where none is. The interval counts from the last
 * checkpoint, so that a mirror that catches up makes one and not one for every tenth version that it passes.
 */
export function checkpointDue(
  metadata: Pick<Metadata, 'configuration'>,
  { version, lastVersion, bytes, ageMs }: SinceCheckpoint,
  { bytesMax, ageMsMax }: CheckpointPolicy,
): CheckpointReason | undefined {
  const since = version - (lastVersion ?? 0n)
  if (since <= 0n) return undefined
  const { value } = effectiveProperty(metadata, 'delta.checkpointInterval')
  const interval = value?.kind === 'integer' ? value.value : INTERVAL_DEFAULT
  if (since >= interval) return 'interval'
  if (bytesMax !== undefined && bytes >= bytesMax) return 'bytes'
  return ageMsMax !== undefined && ageMs !== null && ageMs >= ageMsMax ? 'age' : undefined
}
