import type pg from 'pg'
import { blamedRow, type FailedCopy, failureOf, kindOf } from './batch-outcome.ts'
import type { BatchQueue, QueuedBatch } from './batch-queue.ts'
import { type CoalescedResult, type CopyProgress, copyTogether } from './coalesced-copy.ts'
import type { CopyObserver } from './copy-observer.ts'
import { type CopyStatistics, CopyTally } from './copy-statistics.ts'
import type { Table } from './define-table.ts'
import type { Staging } from './staging.ts'
import type { CopyFormat } from './table-statements.ts'

export interface CopyLoopOptions {
  readonly format: CopyFormat
  readonly staging: Staging | undefined
  readonly timeoutMs: number | undefined
  readonly coalescedBytesMax: number
  readonly observer: CopyObserver | undefined
  readonly signal: AbortSignal | undefined
}

type Batch = QueuedBatch<object>

/** Takes what has piled up in the queue and copies it, until the queue is closed and empty. */
export class CopyLoop {
  readonly ended: Promise<void>
  readonly #pool: pg.Pool
  readonly #table: Table
  readonly #queue: BatchQueue<object>
  readonly #options: CopyLoopOptions
  readonly #tally = new CopyTally()
  readonly #cancelling = new AbortController()
  #client: pg.PoolClient | undefined
  #underWay: CopyProgress | undefined
  #hasTimedOut = false
  #hasEnded = false

  constructor(pool: pg.Pool, table: Table, queue: BatchQueue<object>, options: CopyLoopOptions) {
    this.#pool = pool
    this.#table = table
    this.#queue = queue
    this.#options = options
    this.ended = this.#run()
  }

  get hasTimedOut(): boolean {
    return this.#hasTimedOut
  }

  /** Ends the COPY under way; it and what is pending fail as timeouts. */
  timeOut(): void {
    this.#hasTimedOut = true
    this.#cancelling.abort(new Error('draining took too long'))
  }

  dropPending(): void {
    for (const batch of this.#queue.takeUpTo(Number.POSITIVE_INFINITY)) this.#drop(batch)
  }

  countDropped(): void {
    this.#tally.batchesDropped++
  }

  statistics(): CopyStatistics {
    return this.#tally.statistics({
      underWay: this.#underWay,
      pendingBatches: this.#queue.pendingBatches,
      pendingBytes: this.#queue.pendingBytes,
      suspended: this.#queue.isSuspended,
      ended: this.#hasEnded,
    })
  }

  async #run(): Promise<void> {
    const cancel = () => {
      this.#queue.close()
      this.#cancelling.abort(this.#options.signal?.reason)
      this.dropPending()
    }
    this.#options.signal?.addEventListener('abort', cancel, { once: true })
    if (this.#options.signal?.aborted) cancel()
    for (;;) {
      this.#tally.beginIdle()
      await this.#queue.arrival
      this.#tally.endIdle()
      const batches = this.#queue.takeUpTo(this.#options.coalescedBytesMax)
      if (batches.length > 0) await this.#copyAll(batches)
      else if (this.#queue.isClosed) break
    }
    this.#options.signal?.removeEventListener('abort', cancel)
    this.#giveBack(this.#options.staging !== undefined)
    this.#hasEnded = true
    this.#tally.end()
  }

  /** Copies batches together; where one is to blame it fails alone, and where none can be named each goes by itself. */
  async #copyAll(batches: readonly Batch[]): Promise<void> {
    let rest = batches
    while (rest.length > 0) {
      const result = await this.#copy(rest)
      if (result.kind === 'written') {
        for (const batch of rest)
          this.#queue.settle(batch, { kind: 'written', rows: batch.rows.length, copy: result.copy })
        this.#tally.addWritten(result.copy)
        return
      }
      const kind = kindOf(result)
      if (rest.length === 1 || kind === 'connection-lost' || kind === 'timeout') {
        for (const batch of rest) this.#fail(batch, result, 0)
        return
      }
      const guilty = this.#blame(rest, result)
      if (guilty === undefined) {
        for (const batch of rest) await this.#copyAll([batch])
        return
      }
      rest = rest.filter(batch => batch !== guilty)
    }
  }

  async #copy(batches: readonly Batch[]): Promise<CoalescedResult> {
    const { format, staging, timeoutMs, observer } = this.#options
    if (this.#cancelling.signal.aborted) {
      return this.#nothingSent(this.#cancelling.signal.reason)
    }
    try {
      this.#client ??= await this.#pool.connect()
    } catch (error) {
      return this.#nothingSent(error)
    }
    const result = await copyTogether(
      this.#client,
      this.#table,
      batches.map(({ rows }) => rows),
      {
        format,
        staging,
        timeoutMs,
        observer,
        signal: this.#cancelling.signal,
        onStarted: progress => {
          this.#underWay = progress
        },
        onCommitMs: ms => {
          this.#tally.commitMs += ms
        },
      },
    )
    if (this.#underWay) this.#tally.addTimes(this.#underWay.times)
    this.#underWay = undefined
    if (result.kind === 'failed' && result.connectionLost) this.#giveBack(true)
    return result.kind === 'failed' && this.#hasTimedOut ? { ...result, timedOut: true } : result
  }

  #nothingSent(error: unknown): CoalescedResult {
    return { kind: 'failed', error, timedOut: this.#hasTimedOut, connectionLost: true, commitSent: false }
  }

  /** The batch that holds the row to blame has failed. */
  #blame(batches: readonly Batch[], failed: FailedCopy): Batch | undefined {
    const blamed = blamedRow(failed)
    if (blamed === undefined) return undefined
    let firstRow = 0
    for (const batch of batches) {
      if (blamed.row < firstRow + batch.rows.length) {
        this.#fail(batch, failed, firstRow)
        return batch
      }
      firstRow += batch.rows.length
    }
    return undefined
  }

  #fail(batch: Batch, failed: FailedCopy, firstRow: number): void {
    if (this.#options.signal?.aborted && !failed.commitSent) {
      this.#drop(batch)
      return
    }
    this.#tally.batchesFailed++
    this.#queue.settle(batch, { kind: 'failed', failure: failureOf(failed, batch.rows, firstRow) })
  }

  #drop(batch: Batch): void {
    this.#tally.batchesDropped++
    this.#queue.settle(batch, { kind: 'dropped' })
  }

  #giveBack(broken: boolean): void {
    this.#client?.release(broken)
    this.#client = undefined
  }
}
