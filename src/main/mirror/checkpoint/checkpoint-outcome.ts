/** What became of a checkpoint that was asked for. */
export type CheckpointOutcome =
  | {
      readonly kind: 'written'
      readonly version: bigint
      readonly form: 'classic' | 'v2'
      /** Relative to the table's folder: sidecars first, the checkpoint itself last. */
      readonly files: readonly string[]
      /** Rows of all files; what `_last_checkpoint` calls its size. */
      readonly actions: number
      readonly addFiles: number
      readonly sizeInBytes: number
      /** `kept` where the pointer names a newer checkpoint already. */
      readonly pointer: 'moved' | 'kept'
    }
  /** It must not be made, or not now; nothing was written. */
  | { readonly kind: 'refused'; readonly rule: string; readonly message: string }
  /** What was written did not read back as it should; it was removed and the pointer was not moved. */
  | { readonly kind: 'failed'; readonly rule: string; readonly message: string }
  /** The signal came; nothing points at what was written until then. */
  | { readonly kind: 'cancelled' }

export interface CheckpointOptions {
  /** The clock by which tombstones expire, in milliseconds since 1970. */
  readonly nowMs: bigint
  /** The version is a base: the state of a checkpoint, whose commit is not to be had. */
  readonly isBase?: boolean | undefined
  /** Called before each step, and awaited. */
  readonly onStep?: ((step: CheckpointStep) => void | Promise<void>) | undefined
}

/** Named points of making a checkpoint, in order; `store` and `verify` come once a file. */
export type CheckpointStep = 'look' | 'build' | 'store' | 'verify' | 'checksum' | 'point'
