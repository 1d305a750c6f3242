import { compareChecksum } from '../../shared/delta/version-checksum.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { EMPTY_COMMIT } from '../delta-log/empty-commit.ts'
import { readChecksum } from '../delta-log/read-checksum.ts'
import { reconstructSnapshot } from '../delta-log/reconstruct-snapshot.ts'
import type { BrokenRule } from './broken-rules.ts'

/**
 * A commit file without a line forbids an import, since it may be what is left of a torn write, unless the checksum of its
 * version describes the state of the version before: then there was nothing to write, and it is only told.
 */
export async function vouchForEmptyCommits(
  log: DeltaLog,
  broken: readonly BrokenRule[],
  signal: AbortSignal,
): Promise<readonly BrokenRule[]> {
  const judged: BrokenRule[] = []
  for (const found of broken) {
    const isEmpty = found.forbids && found.problem.rule === EMPTY_COMMIT
    judged.push(isEmpty && (await isVouchedFor(log, found.version, signal)) ? { ...found, forbids: false } : found)
  }
  return judged
}

async function isVouchedFor({ store, listing }: DeltaLog, version: bigint, signal: AbortSignal): Promise<boolean> {
  const file = listing.checksums.find(checksum => checksum.version === version)
  const read = file && (await readChecksum(store, file))
  if (read?.kind !== 'ok') return false
  // A checkpoint of the version itself may hold what its commit has lost.
  const checkpoints = listing.checkpoints.filter(checkpoint => checkpoint.version < version)
  const before = { store, listing: { ...listing, checkpoints } }
  const state = await reconstructSnapshot(before, version, { protocol: 'any' }, signal)
  return state.kind === 'ok' && compareChecksum(state.snapshot, read.checksum).length === 0
}
