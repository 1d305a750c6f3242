import type { BatchOutcome } from './batch-outcome.ts'

/** A source of batches that can be told to wait; it may still deliver what is under way. */
export interface SuspendableSource {
  suspend(): void
  resume(): void
}

export interface QueueLimits {
  readonly pendingBytesMax: number
  readonly pendingBatchesHigh: number
  readonly pendingBatchesLow: number
}

/** A batch with its promise. */
export interface QueuedBatch<Row> {
  readonly rows: readonly Row[]
  readonly bytes: number
  readonly settle: (outcome: BatchOutcome<Row>) => void
}

/**
 * Batches that wait or are being copied: both occupy memory. Above its limits the source is suspended, and resumed when
 * batches have come down to the low mark and bytes by the same share.
 */
export class BatchQueue<Row> {
  readonly #limits: QueueLimits
  readonly #waiting: QueuedBatch<Row>[] = []
  readonly #sources = new Set<SuspendableSource>()
  #pendingBatches = 0
  #pendingBytes = 0
  #suspended = false
  readonly #closing = new AbortController()
  #room = Promise.withResolvers<void>()
  #arrival = Promise.withResolvers<void>()

  constructor(limits: QueueLimits) {
    this.#limits = limits
    this.#room.resolve()
  }

  get pendingBatches(): number {
    return this.#pendingBatches
  }

  get pendingBytes(): number {
    return this.#pendingBytes
  }

  get isSuspended(): boolean {
    return this.#suspended
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Aborted when no batch is taken any more. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Resolves when the limits allow another batch. */
  get room(): Promise<void> {
    return this.#room.promise
  }

  /** Resolves when there is a batch, or there will be none any more. */
  get arrival(): Promise<void> {
    return this.#arrival.promise
  }

  attach(source: SuspendableSource): void {
    this.#sources.add(source)
    if (this.#suspended) source.suspend()
  }

  push(batch: QueuedBatch<Row>): void {
    this.#waiting.push(batch)
    this.#pendingBatches++
    this.#pendingBytes += batch.bytes
    this.#arrival.resolve()
    if (!this.#suspended && this.#isFull()) this.#suspend()
  }

  /** The next batch and as many behind it as fit into so many bytes together. */
  takeUpTo(bytesMax: number): QueuedBatch<Row>[] {
    let bytes = 0
    let count = 0
    for (const batch of this.#waiting) {
      bytes += batch.bytes
      if (count > 0 && bytes > bytesMax) break
      count++
    }
    const taken = this.#waiting.splice(0, count)
    if (this.#waiting.length === 0 && !this.isClosed) this.#arrival = Promise.withResolvers()
    return taken
  }

  /** Tells a batch its outcome and forgets it. */
  settle(batch: QueuedBatch<Row>, outcome: BatchOutcome<Row>): void {
    this.#pendingBatches--
    this.#pendingBytes -= batch.bytes
    batch.settle(outcome)
    if (this.#suspended && this.#isLow()) this.#resume()
  }

  /** Takes no more; a suspended source is resumed, because nobody would do so later. */
  close(): void {
    this.#closing.abort()
    this.#arrival.resolve()
    if (this.#suspended) this.#resume()
  }

  #isFull(): boolean {
    const { pendingBatchesHigh, pendingBytesMax } = this.#limits
    return !this.isClosed && (this.#pendingBatches >= pendingBatchesHigh || this.#pendingBytes >= pendingBytesMax)
  }

  #isLow(): boolean {
    const { pendingBatchesHigh, pendingBatchesLow, pendingBytesMax } = this.#limits
    const bytesLow = pendingBytesMax * (pendingBatchesLow / pendingBatchesHigh)
    return this.#pendingBatches <= pendingBatchesLow && this.#pendingBytes <= bytesLow
  }

  #suspend(): void {
    this.#suspended = true
    this.#room = Promise.withResolvers()
    for (const source of this.#sources) source.suspend()
  }

  #resume(): void {
    this.#suspended = false
    this.#room.resolve()
    for (const source of this.#sources) source.resume()
  }
}
