import type { CheckpointAction } from '../../shared/delta/actions.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { DeltaLog } from './delta-log.ts'

/** Some actions of a checkpoint, and the file that they stand in. */
export interface CheckpointBatch {
  /** Relative to the table's folder. */
  readonly file: string
  readonly actions: readonly CheckpointAction[]
}

/** A checkpoint that cannot be read: which rule of it is broken, in which file. */
export class CheckpointFailure extends Error {
  readonly rule: `checkpoint.${string}`
  readonly file: string

  constructor(rule: `checkpoint.${string}`, file: string, message: string) {
    super(message)
    this.name = 'CheckpointFailure'
    this.rule = rule
    this.file = file
  }
}

/** Reads the actions of a checkpoint, those of its sidecars included, in bounded batches. */
export async function* readCheckpoint(
  _log: Pick<DeltaLog, 'store' | 'listing'>,
  checkpoint: CheckpointFile,
  signal: AbortSignal,
): AsyncGenerator<CheckpointBatch, void> {
  signal.throwIfAborted()
  throw new CheckpointFailure('checkpoint.unreadable', checkpoint.files[0] ?? '', 'not yet')
}
