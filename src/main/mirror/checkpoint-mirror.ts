import type { Database } from '../postgres/connection.ts'
import { recordCheckpoint } from '../postgres/mirror-status.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import type { CheckpointOutcome, CheckpointStep } from './checkpoint/checkpoint-outcome.ts'
import { makeCheckpoint } from './checkpoint/make-checkpoint.ts'
import { openTarget } from './open-target.ts'

/**
 * Makes the checkpoint of the newest published version, whether one is due or not, and records what came of it. Failures of
 * the target are thrown as `ObjectFailure`.
 */
export async function checkpointMirror(
  database: Database,
  mirror: Pick<Mirror, 'tableId' | 'target' | 'published' | 'epoch'>,
  onStep: (step: CheckpointStep) => void,
  signal: AbortSignal,
): Promise<CheckpointOutcome> {
  const { tableId, target, published: version } = mirror
  if (version < 0n) {
    return { kind: 'refused', rule: 'checkpoint.unpublished', message: 'No version of the table is published yet.' }
  }
  await using store = await openTarget(target)
  const made = await makeCheckpoint(database, tableId, version, store, { nowMs: BigInt(Date.now()), onStep }, signal)
  if (made.kind !== 'cancelled') {
    await recordCheckpoint(database, mirror, { version, error: made.kind === 'written' ? null : made.message })
  }
  return made
}
