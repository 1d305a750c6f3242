import { SCANNED_MANIFESTS_MAX } from '../../shared/limits.ts'
import { CheckpointFailure } from './checkpoint-failure.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { DeltaLog } from './delta-log.ts'
import { LOG_FOLDER } from './log-listing.ts'
import { readManifest } from './read-checkpoint.ts'

/**
 * The checkpoints of a log with a fault where the top file of a V2 checkpoint names sidecars that are not there, or cannot
 * be read. Only the newest are looked into: the others are found out when they are read.
 */
export async function checkManifests(
  { store, listing }: Pick<DeltaLog, 'store' | 'listing'>,
  signal: AbortSignal,
): Promise<CheckpointFile[]> {
  const checked: CheckpointFile[] = []
  let manifests = 0
  for (const checkpoint of listing.checkpoints) {
    const mayHaveSidecars = checkpoint.kind === 'uuid-json' || checkpoint.kind === 'uuid-parquet'
    const isChecked = checkpoint.fault === undefined && mayHaveSidecars && manifests++ < SCANNED_MANIFESTS_MAX
    const fault = isChecked ? await faultOf(checkpoint, { store, listing }, signal) : checkpoint.fault
    checked.push({ ...checkpoint, fault })
  }
  return checked
}

async function faultOf(
  checkpoint: CheckpointFile,
  { store, listing }: Pick<DeltaLog, 'store' | 'listing'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const sidecars = await readManifest(store, checkpoint, signal)
    const missing = sidecars.filter(file => !listing.sidecars.has(file.slice(`${LOG_FOLDER}/_sidecars/`.length)))
    return missing.length > 0 ? `${missing.length} of its ${sidecars.length} sidecars are missing.` : undefined
  } catch (error) {
    if (!(error instanceof CheckpointFailure)) throw error
    return error.message
  }
}
