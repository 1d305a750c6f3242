import { setTimeout as pause } from 'node:timers/promises'
import type { CoalescedCopy } from './batch-outcome.ts'
import type { CopyProgress } from './coalesced-copy.ts'
import type { CopyTimes } from './copy-counts.ts'

/** Where the time of a batch writer goes, as shares of all of it; they add up to 1. */
export interface WaitShares {
  /** Nothing to do: the source is the slowest part. */
  readonly source: number
  /** Laying out rows. */
  readonly encode: number
  /** Waiting for socket and server to take rows: the server is the slowest part. */
  readonly server: number
  /** Moving staged rows to their table and committing. */
  readonly commit: number
  readonly other: number
}

/** A batch writer at one moment. */
export interface CopyStatistics {
  readonly elapsedMs: number
  /** Committed COPYs, and the batches that went with another one's. */
  readonly copies: number
  readonly batchesCoalesced: number
  readonly batchesWritten: number
  readonly batchesFailed: number
  readonly batchesDropped: number
  /** Rows sent in committed COPYs, and those of them that were new. */
  readonly rowsCopied: number
  readonly rowsInserted: number
  readonly bytes: number
  /** Of the COPY under way. */
  readonly rowsUnderWay: number
  readonly bytesUnderWay: number
  readonly pendingBatches: number
  readonly pendingBytes: number
  /** The source has been told to wait. */
  readonly suspended: boolean
  readonly waitShares: WaitShares
  readonly ended: boolean
}

/** Statistics every so often, and once more when the writer has ended; ends with it or with the signal. */
export async function* watchStatistics(
  writer: { statistics(): CopyStatistics; readonly ended: Promise<void> },
  everyMs: number,
  signal?: AbortSignal,
): AsyncGenerator<CopyStatistics, void> {
  const ended = new AbortController()
  void writer.ended.then(() => ended.abort())
  const over = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
  while (signal?.aborted !== true) {
    const statistics = writer.statistics()
    yield statistics
    if (statistics.ended) return
    await pause(everyMs, undefined, { signal: over }).catch(() => {})
  }
}

/** What is not summed up but looked at. */
export interface CopyMoment extends Pick<CopyStatistics, 'pendingBatches' | 'pendingBytes' | 'suspended' | 'ended'> {
  readonly underWay: CopyProgress | undefined
}

/** The sums behind the statistics. */
export class CopyTally {
  batchesFailed = 0
  batchesDropped = 0
  commitMs = 0
  readonly #startedMs = performance.now()
  #endedMs: number | undefined
  #copies = 0
  #batchesWritten = 0
  #rowsCopied = 0
  #rowsInserted = 0
  #bytes = 0
  #encodeMs = 0
  #serverMs = 0
  #idleMs = 0
  #idleSince: number | undefined

  beginIdle(): void {
    this.#idleSince = performance.now()
  }

  endIdle(): void {
    this.#idleMs = this.#idleMsSoFar()
    this.#idleSince = undefined
  }

  addWritten({ batches, rows, inserted, bytes }: CoalescedCopy): void {
    this.#copies++
    this.#batchesWritten += batches
    this.#rowsCopied += rows
    this.#rowsInserted += inserted
    this.#bytes += bytes
  }

  addTimes(times: CopyTimes): void {
    this.#encodeMs += times.encodeMs
    this.#serverMs += waitedMs(times)
  }

  end(): void {
    this.#endedMs = performance.now()
  }

  statistics({ underWay, ...moment }: CopyMoment): CopyStatistics {
    const elapsedMs = (this.#endedMs ?? performance.now()) - this.#startedMs
    const encodeMs = this.#encodeMs + (underWay?.times.encodeMs ?? 0)
    const serverMs = this.#serverMs + (underWay ? waitedMs(underWay.times) : 0)
    const share = (ms: number): number => (elapsedMs > 0 ? Math.min(1, ms / elapsedMs) : 0)
    const idleMs = this.#idleMsSoFar()
    const known = idleMs + encodeMs + serverMs + this.commitMs
    return {
      ...moment,
      elapsedMs,
      copies: this.#copies,
      batchesCoalesced: this.#batchesWritten - this.#copies,
      batchesWritten: this.#batchesWritten,
      batchesFailed: this.batchesFailed,
      batchesDropped: this.batchesDropped,
      rowsCopied: this.#rowsCopied,
      rowsInserted: this.#rowsInserted,
      bytes: this.#bytes,
      rowsUnderWay: underWay?.counts.rows ?? 0,
      bytesUnderWay: underWay?.counts.bytes ?? 0,
      waitShares: {
        source: share(idleMs),
        encode: share(encodeMs),
        server: share(serverMs),
        commit: share(this.commitMs),
        other: share(Math.max(0, elapsedMs - known)),
      },
    }
  }

  #idleMsSoFar(): number {
    return this.#idleMs + (this.#idleSince === undefined ? 0 : performance.now() - this.#idleSince)
  }
}

function waitedMs({ handoverMs, roomMs, answerMs }: CopyTimes): number {
  return handoverMs + roomMs + answerMs
}
