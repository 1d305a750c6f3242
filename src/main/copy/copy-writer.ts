import { setImmediate as nextTurn } from 'node:timers/promises'
import type pg from 'pg'
import { COPY_CHUNKS_IN_FLIGHT_MAX } from '../../shared/limits.ts'
import type { CopyCounts, CopyTimes } from './copy-counts.ts'
import { RowCountMismatch } from './copy-failure.ts'
import { CopyIn } from './copy-in.ts'
import type { CopyEnd, CopyObserver, CopyUnderWay } from './copy-observer.ts'
import { type Chunk, CopyTarget, recycle } from './copy-target.ts'
import type { Columns, RowOf, Table } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { type RowMapper, rowMapper } from './row-mapper.ts'
import { type RowAt, rowToBlame } from './row-to-blame.ts'
import { type CopyFormat, copyStatement } from './table-statements.ts'

export interface CopyOptions {
  readonly format?: CopyFormat | undefined
  /** Values of columns that are the same in every row; rows need not have them. */
  readonly constants?: Readonly<Record<string, unknown>> | undefined
  /** Aborting it ends the COPY with nothing kept, and its reason is thrown. */
  readonly signal?: AbortSignal | undefined
  readonly observer?: CopyObserver | undefined
  /** Gives a row of this COPY back by its position, so that the observer can be shown the one to blame. */
  readonly rowAt?: RowAt | undefined
}

/** A COPY in progress. After any error it is over: nothing of it is kept, and the connection is usable or ended. */
export interface CopyWriter<Row> {
  /** Lays out the rows and sends what is full; resolves when the next rows may come. */
  write(rows: Iterable<Row>): Promise<void>
  /** Sends rows that are laid out already, by `RowEncoder` for the same table and the same constants. */
  writeEncoded(chunks: Iterable<EncodedChunk> | AsyncIterable<EncodedChunk>): Promise<void>
  /** Sends the rest and waits for the server's count, which must be that of the rows sent. */
  finish(): Promise<CopyCounts>
  /** Ends the COPY so that nothing of it is kept; a server that does not confirm it soon is cut off. */
  abort(): Promise<void>
  readonly counts: CopyCounts
  readonly times: CopyTimes
}

/** How long a server may take to confirm an abort before the connection is cut. */
const ABORT_GRACE_MS = 150

/**
 * Begins a COPY into `table` on a connection that nobody else uses meanwhile. Where a transaction is open the COPY is
 * part of it: after an error the caller rolls it back.
 */
export function startCopy<C extends Columns>(
  client: pg.ClientBase,
  table: Table<C>,
  options: CopyOptions = {},
): Promise<CopyWriter<RowOf<Table<C>>>> {
  return startUntypedCopy(client, table, options)
}

/** As `startCopy`, for a table whose columns are known at run time alone: every value is checked all the same. */
export async function startUntypedCopy(
  client: pg.ClientBase,
  table: Table,
  { format = 'binary', constants, signal, observer, rowAt = () => undefined }: CopyOptions = {},
): Promise<CopyWriter<object>> {
  signal?.throwIfAborted()
  const mapper = rowMapper(table, format, constants)
  const copy = client.query(new CopyIn(copyStatement(table, format)))
  const writer = new StreamingCopy(client, copy, { table, format, rowAt, mapper, signal })
  writer.tell(observer)
  await writer.start()
  return writer
}

/** Copies all rows in one COPY. */
export function copyRows<C extends Columns>(
  client: pg.ClientBase,
  table: Table<C>,
  rows: Iterable<RowOf<Table<C>>>,
  options: CopyOptions = {},
): Promise<CopyCounts> {
  return copyUntypedRows(client, table, rows, options)
}

/** As `copyRows`, for a table whose columns are known at run time alone. */
export async function copyUntypedRows(
  client: pg.ClientBase,
  table: Table,
  rows: Iterable<object>,
  options: CopyOptions = {},
): Promise<CopyCounts> {
  const rowAt = Array.isArray(rows) ? (ordinal: number) => rows[ordinal] : undefined
  const writer = await startUntypedCopy(client, table, { rowAt, ...options })
  await writer.write(rows)
  return writer.finish()
}

type WaitStage = 'handoverMs' | 'roomMs' | 'answerMs'

/** What a COPY is begun with. */
interface CopyPlan extends Pick<CopyUnderWay, 'table' | 'format'> {
  readonly rowAt: RowAt
  readonly mapper: RowMapper
  readonly signal: AbortSignal | undefined
}

class StreamingCopy implements CopyWriter<object>, CopyUnderWay {
  readonly table: Table
  readonly format: CopyFormat
  readonly bufferMs = new LatencyHistogram()
  waitingBytes = 0
  takenBytes = 0
  readonly #client: pg.ClientBase
  readonly #copy: CopyIn
  readonly #mapper: RowMapper
  readonly #rowAt: RowAt
  readonly #target = new CopyTarget()
  readonly #signal: AbortSignal | undefined
  readonly #onAbort = () => void this.abort()
  readonly #failed: Promise<never>
  #inFlight = 0
  #onLanded: (() => void) | undefined
  #rows = 0
  readonly #times = { encodeMs: 0, handoverMs: 0, roomMs: 0, answerMs: 0 }
  #waiting: { readonly stage: WaitStage; readonly sinceMs: number } | undefined
  #aborting: Promise<void> | undefined
  #cutOff = false
  #failure: unknown
  #released = false
  #onEnd: ((end: CopyEnd) => void) | undefined

  constructor(client: pg.ClientBase, copy: CopyIn, { table, format, rowAt, mapper, signal }: CopyPlan) {
    this.table = table
    this.format = format
    this.#client = client
    this.#copy = copy
    this.#rowAt = rowAt
    this.#mapper = mapper
    this.#signal = signal
    this.#failed = copy.ended.then(() => new Promise<never>(() => {}))
    this.#failed.catch(() => {})
  }

  get counts(): CopyCounts {
    return { rows: this.#rows, bytes: this.#target.contentBytes }
  }

  get times(): CopyTimes {
    if (this.#waiting === undefined) return { ...this.#times }
    const { stage, sinceMs } = this.#waiting
    return { ...this.#times, [stage]: this.#times[stage] + performance.now() - sinceMs }
  }

  get serverProcess(): number | undefined {
    const pid = 'processID' in this.#client ? this.#client.processID : undefined
    return typeof pid === 'number' ? pid : undefined
  }

  tell(observer: CopyObserver | undefined): void {
    this.#onEnd = observer?.(this)
  }

  async start(): Promise<void> {
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
    await this.#orAbort(async () => {
      await this.#timed('answerMs', this.#copy.submitted)
      this.#mapper.writeHeader(this.#target)
    })
  }

  write(rows: Iterable<object>): Promise<void> {
    return this.#orAbort(async () => {
      let startedMs = performance.now()
      for (const row of rows) {
        this.#mapper.writeRow(this.#target, row, this.#rows)
        this.#rows++
        if (!this.#target.hasFullChunks) continue
        this.#times.encodeMs += performance.now() - startedMs
        await this.#send(this.#target.takeFullChunks())
        startedMs = performance.now()
      }
      this.#times.encodeMs += performance.now() - startedMs
    })
  }

  writeEncoded(chunks: Iterable<EncodedChunk> | AsyncIterable<EncodedChunk>): Promise<void> {
    return this.#orAbort(async () => {
      await this.#send(this.#target.takeRest())
      let startedMs = performance.now()
      for await (const chunk of chunks) {
        this.#times.encodeMs += performance.now() - startedMs
        this.#rows += chunk.rows
        this.#target.countElsewhere(chunk)
        await this.#send([chunk])
        startedMs = performance.now()
      }
      this.#times.encodeMs += performance.now() - startedMs
    })
  }

  finish(): Promise<CopyCounts> {
    return this.#orAbort(async () => {
      this.#mapper.writeTrailer(this.#target)
      await this.#send(this.#target.takeRest())
      this.#copy.sendDone()
      const taken = await this.#timed('answerMs', this.#copy.ended)
      if (taken !== this.#rows) throw new RowCountMismatch(this.#rows, taken)
      this.#release({ kind: 'copied' })
      return this.counts
    })
  }

  abort(): Promise<void> {
    this.#aborting ??= this.#giveUp({ asked: true })
    return this.#aborting
  }

  /** Whatever fails, the server is told, and the first reason is the one that is thrown. */
  async #orAbort<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#signal?.throwIfAborted()
      if (this.#released) throw new Error('this COPY is over')
      return await work()
    } catch (error) {
      this.#failure ??= error
      this.#aborting ??= this.#giveUp({ asked: this.#signal?.aborted === true })
      await this.#aborting
      throw this.#signal?.aborted ? this.#signal.reason : error
    }
  }

  /**
   * Who asks for an end does not wait for what is still on its way to the server: the connection must answer soon, or it
   * is cut. An error of the server needs no such haste.
   */
  async #giveUp({ asked }: { readonly asked: boolean }): Promise<void> {
    const wasOver = this.#copy.isOver
    const patience = setTimeout(() => {
      this.#cutOff = true
      this.#copy.cutOff()
    }, ABORT_GRACE_MS)
    this.#copy.sendFail(ABORTED)
    await this.#copy.ended.catch(() => {})
    if (asked && !wasOver) await this.#client.query('').catch(() => {})
    clearTimeout(patience)
    const error = this.#signal?.aborted ? this.#signal.reason : (this.#failure ?? new Error(ABORTED))
    const row = this.#onEnd && (await rowToBlame(error, this.#rowAt))
    this.#release({ kind: 'failed', error, cutOff: this.#cutOff, row })
  }

  #release(end: CopyEnd): void {
    if (this.#released) return
    this.#released = true
    this.#onEnd?.(end)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#target.release()
  }

  async #send(chunks: readonly Chunk[]): Promise<void> {
    const sentMs = performance.now()
    for (const chunk of chunks) {
      this.#inFlight++
      this.waitingBytes += chunk.length
      this.#copy.send(chunk, () => this.#landed(chunk, sentMs))
    }
    // The loop turns once for each chunk: what the server says is heard, and nothing else has to wait long.
    if (this.#inFlight < COPY_CHUNKS_IN_FLIGHT_MAX) await this.#timed('handoverMs', nextTurn())
    else await this.#timed('roomMs', this.#roomInFlight())
    if (this.#copy.isOver) await this.#failed
  }

  #landed(chunk: Chunk, sentMs: number): void {
    this.#inFlight--
    this.waitingBytes -= chunk.length
    this.takenBytes += chunk.length
    this.bufferMs.add(performance.now() - sentMs)
    recycle(chunk)
    if (this.#inFlight < COPY_CHUNKS_IN_FLIGHT_MAX) this.#onLanded?.()
  }

  #roomInFlight(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onLanded = resolve
    return promise
  }

  async #timed<T>(stage: WaitStage, waiting: Promise<T>): Promise<T> {
    const sinceMs = performance.now()
    this.#waiting = { stage, sinceMs }
    try {
      return await Promise.race([waiting, this.#failed])
    } finally {
      this.#waiting = undefined
      this.#times[stage] += performance.now() - sinceMs
    }
  }
}

const ABORTED = 'the sender has given up'
