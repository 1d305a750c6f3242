import pg from 'pg'
import { type CopyFailureKind, placeOf } from './copy-failure.ts'
import { RowRefused } from './refusals.ts'

/** What became of a batch. */
export type BatchOutcome<Row> =
  /** It is durable; `copy` is the COPY that it went with. */
  | { readonly kind: 'written'; readonly rows: number; readonly copy: CoalescedCopy }
  | { readonly kind: 'failed'; readonly failure: BatchFailure<Row> }
  /** The writer was told to stop, or had ended, before the batch's turn; nothing of it was kept. */
  | { readonly kind: 'dropped' }

export interface CoalescedCopy {
  readonly batches: number
  readonly rows: number
  /** Fewer than `rows` where rows were there already and are dropped as duplicates. */
  readonly inserted: number
  readonly bytes: number
}

export interface BatchFailure<Row> {
  readonly kind: CopyFailureKind
  readonly message: string
  readonly batch: readonly Row[]
  /** Position in the batch of the row that is to blame, from 0; null where it is not one row's fault. */
  readonly row: number | null
  readonly column: string | null
  readonly sqlState: string | null
  /** `unknown`: the connection was lost when the transaction was being committed. */
  readonly kept: 'no' | 'unknown'
}

/** A COPY of several batches that came to nothing. */
export interface FailedCopy {
  readonly error: unknown
  readonly timedOut: boolean
  /** The connection does not answer any more; it was given up. */
  readonly connectionLost: boolean
  readonly commitSent: boolean
}

/** The row, among all rows of the COPY, that is to blame. */
export function blamedRow({ error, timedOut }: FailedCopy): { row: number; column: string | null } | undefined {
  if (timedOut) return undefined
  return error instanceof RowRefused ? error : placeOf(error)
}

export function failureOf<Row>(failed: FailedCopy, batch: readonly Row[], firstRow: number): BatchFailure<Row> {
  const { error, commitSent } = failed
  const kind = kindOf(failed)
  const blamed = blamedRow(failed)
  return {
    kind,
    message: error instanceof Error ? error.message : String(error),
    batch,
    row: blamed ? blamed.row - firstRow : null,
    column: blamed?.column ?? null,
    sqlState: error instanceof pg.DatabaseError ? (error.code ?? null) : null,
    kept: commitSent && (kind === 'connection-lost' || kind === 'timeout') ? 'unknown' : 'no',
  }
}

export function kindOf({ error, timedOut, connectionLost }: FailedCopy): CopyFailureKind {
  if (timedOut) return 'timeout'
  if (error instanceof RowRefused) return 'serialization-error'
  return connectionLost ? 'connection-lost' : 'copy-failed'
}
