import type { CopyCounts, CopyTimes } from './copy-counts.ts'
import type { Table } from './define-table.ts'
import type { LatencyHistogram } from './latency-histogram.ts'
import type { CopyFormat } from './table-statements.ts'

/**
 * One COPY as a watcher sees it. It is looked at when the watcher likes, so that being watched costs the writer nothing
 * for each row.
 */
export interface CopyUnderWay {
  readonly table: Table
  readonly format: CopyFormat
  /** The server's process that takes the rows, where the connection knows it. */
  readonly serverProcess: number | undefined
  /** What has been laid out. */
  readonly counts: CopyCounts
  readonly times: CopyTimes
  /** Bytes of full buffers that the operating system has not taken yet. */
  readonly waitingBytes: number
  /** Bytes that it has taken, with the messages around the content. */
  readonly takenBytes: number
  /** How long each buffer took until the operating system had it. */
  readonly bufferMs: LatencyHistogram
}

export type CopyEnd =
  | { readonly kind: 'copied' }
  | {
      readonly kind: 'failed'
      readonly error: unknown
      /** The server did not confirm the end in time, and the connection was cut. */
      readonly cutOff: boolean
      /** The row to blame, where there is one and its owner still has it. */
      readonly row: object | undefined
    }

/** Watches COPYs: called when one begins; what it gives is called once, when that one is over. */
export type CopyObserver = (copy: CopyUnderWay) => (end: CopyEnd) => void
