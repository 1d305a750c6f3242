import type { Action, CheckpointAction } from '../../shared/delta/actions.ts'

/** What of a checkpoint is a state: its own two kinds of action describe files. */
export function commitActions(actions: readonly CheckpointAction[]): Action[] {
  return actions.filter(action => action.kind !== 'checkpointMetadata' && action.kind !== 'sidecar')
}
