import type { CheckpointAction } from '../../../shared/delta/actions.ts'

/** What the main thread tells the thread that decodes; one file after the other. */
export type ToDecoder =
  /** Begins a file of so many bytes. */
  | { readonly kind: 'decode'; readonly size: number }
  /** Answers `read`. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** One more batch is welcome. */
  | { readonly kind: 'more' }

export type FromDecoder =
  | { readonly kind: 'read'; readonly start: number; readonly end: number }
  | { readonly kind: 'batch'; readonly actions: readonly CheckpointAction[] }
  | { readonly kind: 'end' }
  /** `problem` becomes the rule `checkpoint.<problem>`. */
  | { readonly kind: 'failed'; readonly problem: string; readonly message: string }

/** Batches that are under way at a time: the next one is decoded while the last one is used. */
export const BATCHES_UNDER_WAY = 2
