import type { CopyFault } from '../../shared/contract/copies.ts'

/** What became of the work of a run. */
export type RunEnd =
  /** `commitMs`: from COMMIT to its answer. */
  | { readonly kind: 'committed'; readonly commitMs: number }
  /** Nothing of it is kept, because somebody wanted it so. */
  | { readonly kind: 'rolled-back' }
  /** Nothing of it is kept, because of this. */
  | { readonly kind: 'failed'; readonly fault: CopyFault }
  /** COMMIT was sent and not answered. */
  | { readonly kind: 'unknown' }
