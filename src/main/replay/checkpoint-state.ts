import { CheckpointFailure } from '../delta-log/checkpoint-failure.ts'
import type { CheckpointFile } from '../delta-log/checkpoint-file.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { readCheckpoint } from '../delta-log/read-checkpoint.ts'
import { commitActions } from './commit-actions.ts'
import { ReplayedTable } from './replayed-table.ts'
import { type StatedState, statedState } from './stated-state.ts'

type CheckpointState =
  | { readonly kind: 'ok'; readonly state: StatedState }
  | { readonly kind: 'damaged'; readonly message: string }

/** The state that a checkpoint tells. */
export async function checkpointState(
  log: DeltaLog,
  checkpoint: CheckpointFile,
  signal: AbortSignal,
): Promise<CheckpointState> {
  const table = new ReplayedTable(checkpoint.version)
  const pauses = new Pauses()
  try {
    for await (const { actions } of readCheckpoint(log.store, checkpoint, signal)) {
      table.apply(checkpoint.version, commitActions(actions))
      await pauses.ifDue()
    }
    return { kind: 'ok', state: statedState(table) }
  } catch (error) {
    if (error instanceof CheckpointFailure) return { kind: 'damaged', message: error.message }
    throw error
  }
}
