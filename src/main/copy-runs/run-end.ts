import type { CopyFault } from '../../shared/contract/copies.ts'

/** What became of the work of a run. */
export type RunEnd =
  /** `commitMs`: from COMMIT to its answer; undefined where there were several, and the run ends with its last COPY. */
  | { readonly kind: 'committed'; readonly commitMs: number | undefined }
  /** All of it went well, and was rolled back because it was a dry run. */
  | { readonly kind: 'rehearsed' }
  /** Nothing of it is kept besides what this sentence says, because somebody wanted it so. */
  | { readonly kind: 'rolled-back'; readonly kept?: string | undefined }
  /** Nothing of it is kept besides what this sentence says, because of this. */
  | { readonly kind: 'failed'; readonly fault: CopyFault; readonly kept?: string | undefined }
  /** COMMIT was sent and not answered. */
  | { readonly kind: 'unknown' }
