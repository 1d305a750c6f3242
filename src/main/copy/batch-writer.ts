import type pg from 'pg'
import {
  COPY_COALESCED_BYTES_MAX,
  COPY_PENDING_BATCHES_HIGH,
  COPY_PENDING_BATCHES_LOW,
  COPY_PENDING_BYTES_MAX,
} from '../../shared/limits.ts'
import type { BatchFailure, BatchOutcome } from './batch-outcome.ts'
import { BatchQueue, type QueueLimits, type SuspendableSource } from './batch-queue.ts'
import { CopyLoop } from './copy-loop.ts'
import type { CopyObserver } from './copy-observer.ts'
import type { CopyStatistics } from './copy-statistics.ts'
import type { Columns, RowOf, Table } from './define-table.ts'
import { rowSizer } from './row-size.ts'
import { stagingOf } from './staging.ts'
import type { CopyFormat } from './table-statements.ts'

export interface BatchWriterOptions extends Partial<QueueLimits> {
  readonly format?: CopyFormat | undefined
  /** Batches that have piled up share one COPY up to so many bytes. */
  readonly coalescedBytesMax?: number | undefined
  /** The longest that one COPY with its transaction may take. */
  readonly timeoutMs?: number | undefined
  /** Rows that violate a unique constraint are left out; rows pass a temporary table for it. */
  readonly dropDuplicates?: boolean | undefined
  /** Ends the COPY under way unless it is being committed, and drops what is pending. */
  readonly signal?: AbortSignal | undefined
  readonly observer?: CopyObserver | undefined
}

/** How the reading of a source has ended. */
export type ConsumeOutcome<Row> =
  | { readonly kind: 'ended'; readonly batches: number }
  | { readonly kind: 'failed'; readonly failure: BatchFailure<Row> }
  | { readonly kind: 'stopped' }

export type DrainOutcome = { readonly kind: 'drained' } | { readonly kind: 'timed-out' }

/**
 * Copies batches of rows in the order of their arrival. What has piled up goes in one COPY and one transaction; where a
 * batch of it is bad, that one fails and the others are copied without it. It tries nothing twice that may be durable.
 */
export interface BatchWriter<Row> {
  /** Never rejects. A caller that ignores `isSuspended` is not held up: memory is its own affair. */
  enqueue(batch: readonly Row[]): Promise<BatchOutcome<Row>>
  /** A source of batches to suspend while too much is pending. */
  attach(source: SuspendableSource): void
  /** Pulls batches as fast as the limits allow, until the source ends or a batch fails. Rethrows what the source throws. */
  consume(batches: AsyncIterable<readonly Row[]>): Promise<ConsumeOutcome<Row>>
  /** Takes no more and finishes what is pending; after `timeoutMs` the rest fails as `timeout`. */
  drain(options?: { readonly timeoutMs?: number | undefined }): Promise<DrainOutcome>
  /** Takes no more and drops what is pending; the COPY under way is finished. */
  requestStop(): void
  readonly isSuspended: boolean
  /** Resolves when nothing is pending any more and the connection was given back. */
  readonly ended: Promise<void>
  statistics(): CopyStatistics
}

/** Opens a writer that borrows one connection of `pool`, from its first batch to its end. */
export function openBatchWriter<C extends Columns>(
  pool: pg.Pool,
  table: Table<C>,
  options: BatchWriterOptions = {},
): BatchWriter<RowOf<Table<C>>> {
  const queue = new BatchQueue<object>({
    pendingBytesMax: options.pendingBytesMax ?? COPY_PENDING_BYTES_MAX,
    pendingBatchesHigh: options.pendingBatchesHigh ?? COPY_PENDING_BATCHES_HIGH,
    pendingBatchesLow: options.pendingBatchesLow ?? COPY_PENDING_BATCHES_LOW,
  })
  const loop = new CopyLoop(pool, table, queue, {
    format: options.format ?? 'binary',
    staging: options.dropDuplicates ? stagingOf(table) : undefined,
    timeoutMs: options.timeoutMs,
    coalescedBytesMax: options.coalescedBytesMax ?? COPY_COALESCED_BYTES_MAX,
    observer: options.observer,
    signal: options.signal,
  })
  return new QueueingWriter(queue, loop, rowSizer(table))
}

class QueueingWriter implements BatchWriter<object> {
  readonly #queue: BatchQueue<object>
  readonly #loop: CopyLoop
  readonly #sizeOf: (row: object) => number

  constructor(queue: BatchQueue<object>, loop: CopyLoop, sizeOf: (row: object) => number) {
    this.#queue = queue
    this.#loop = loop
    this.#sizeOf = sizeOf
  }

  get isSuspended(): boolean {
    return this.#queue.isSuspended
  }

  get ended(): Promise<void> {
    return this.#loop.ended
  }

  statistics(): CopyStatistics {
    return this.#loop.statistics()
  }

  enqueue(rows: readonly object[]): Promise<BatchOutcome<never>> {
    // Rows come back as the very objects that were handed in.
    const { promise, resolve: settle } = Promise.withResolvers<BatchOutcome<never>>()
    if (this.#queue.isClosed) {
      this.#loop.countDropped()
      settle({ kind: 'dropped' })
    } else {
      const bytes = rows.reduce((sum, row) => sum + this.#sizeOf(row), 0)
      this.#queue.push({ rows, bytes, settle: outcome => settle(outcome as BatchOutcome<never>) })
    }
    return promise
  }

  attach(source: SuspendableSource): void {
    this.#queue.attach(source)
  }

  async consume(batches: AsyncIterable<readonly object[]>): Promise<ConsumeOutcome<never>> {
    const iterator = batches[Symbol.asyncIterator]()
    const failed = new AbortController()
    const over = AbortSignal.any([this.#queue.closed, failed.signal])
    const waiting = new Set<Promise<void>>()
    let failure: BatchFailure<never> | undefined
    for (let count = 0; ; count++) {
      await unlessAborted(this.#queue.room, over)
      // A source that hangs must not keep a writer that was stopped from coming to its end.
      const next = over.aborted ? undefined : await unlessAborted(iterator.next(), over)
      if (next === undefined) {
        iterator.return?.().catch(() => {})
        return failure === undefined ? { kind: 'stopped' } : { kind: 'failed', failure }
      }
      if (next.done) {
        await Promise.all(waiting)
        return failure === undefined ? { kind: 'ended', batches: count } : { kind: 'failed', failure }
      }
      const settled = this.enqueue(next.value).then(outcome => {
        waiting.delete(settled)
        if (outcome.kind !== 'failed') return
        failure ??= outcome.failure
        failed.abort()
      })
      waiting.add(settled)
    }
  }

  async drain({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<DrainOutcome> {
    this.#queue.close()
    if (timeoutMs === undefined) {
      await this.ended
      return { kind: 'drained' }
    }
    const timer = setTimeout(() => this.#loop.timeOut(), timeoutMs)
    await this.ended
    clearTimeout(timer)
    return { kind: this.#loop.hasTimedOut ? 'timed-out' : 'drained' }
  }

  requestStop(): void {
    this.#queue.close()
    this.#loop.dropPending()
  }
}

/** Undefined where the signal was first. Leaves nothing behind on either, however often they are waited for. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    work.catch(() => {})
    return undefined
  }
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>()
  const stop = () => resolve(undefined)
  signal.addEventListener('abort', stop, { once: true })
  work.then(resolve, reject)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
