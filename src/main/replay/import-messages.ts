import type { CheckpointAction } from '../../shared/delta/actions.ts'
import type { CommitTotals } from '../delta-log/scanned-commits.ts'
import type { RowsBegin } from './batch-rows.ts'
import type { BrokenRule } from './broken-rules.ts'
import type { CommitFile, CommitGroup } from './commit-group.ts'
import type { CommitsSoFar } from './commit-rules.ts'
import type { ImportBatch } from './import-batch.ts'
import type { InspectedPart, InspectedSource, InspectionBegin } from './inspected-rows.ts'
import type { DigestParts } from './state-digest.ts'
import type { StatedState } from './stated-state.ts'

/** What a thread of an import is asked to do, one after the other. A thread plays one part for as long as it lives. */
export type ToImportThread =
  /** The rules that need a commit alone, from this version on. */
  | { readonly kind: 'begin-commit-rules'; readonly from: bigint | undefined }
  /** The rules about the table, whose oldest version this is. */
  | { readonly kind: 'begin-table-rules'; readonly first: bigint }
  | { readonly kind: 'base'; readonly actions: readonly CheckpointAction[] }
  | { readonly kind: 'begin-rows'; readonly begin: RowsBegin }
  | { readonly kind: 'begin-inspection'; readonly begin: InspectionBegin }
  | { readonly kind: 'inspect'; readonly sources: readonly InspectedSource[] }
  | { readonly kind: 'live'; readonly keys: readonly LiveFile[] }
  | { readonly kind: 'begin-after'; readonly committedAt: bigint }
  | { readonly kind: 'commits'; readonly group: CommitGroup }
  /** Begins the rows of a large commit; each `large-part` asks for some of them. */
  | { readonly kind: 'begin-large'; readonly group: CommitFile }
  | { readonly kind: 'large-part' }
  | { readonly kind: 'finish' }

export interface LiveFile {
  readonly fileKey: string
  readonly version: bigint
}

/** Each message is answered once, in order. */
export type FromImportThread =
  | { readonly kind: 'done' }
  /** To `commits`, by the part that looks at commits alone: their ids in order. */
  | {
      readonly kind: 'looked'
      readonly soFar: CommitsSoFar
      readonly ids: readonly (string | undefined)[]
      /** Versions that were read piece by piece. */
      readonly large: readonly bigint[]
    }
  /** To `commits` and to `finish`, by the part that makes rows. */
  | {
      readonly kind: 'batches'
      readonly batches: readonly ImportBatch[]
      readonly actions: number
      readonly bytes: number
    }
  /** To `large-part`; the last part has the version. */
  | { readonly kind: 'large-part'; readonly batch: ImportBatch; readonly isLast: boolean }
  /** To `inspect`. */
  | { readonly kind: 'inspected'; readonly part: InspectedPart }
  /** To `commits`, by the part that makes rows: a commit is none any more. */
  | { readonly kind: 'unreadable'; readonly file: string }
  /** To `finish`. */
  | { readonly kind: 'commits-checked'; readonly totals: CommitTotals; readonly broken: readonly BrokenRule[] }
  | { readonly kind: 'table-checked'; readonly state: SentState; readonly broken: readonly BrokenRule[] }
  /** A fault of this program. */
  | { readonly kind: 'failed'; readonly message: string }

/** A state without what cannot be sent as it is. */
export interface SentState extends Omit<StatedState, 'files'> {
  readonly files: DigestParts
}
