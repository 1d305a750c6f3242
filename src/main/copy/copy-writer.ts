import { setImmediate as nextTurn } from 'node:timers/promises'
import type pg from 'pg'
import { COPY_CHUNKS_IN_FLIGHT_MAX } from '../../shared/limits.ts'
import { RowCountMismatch } from './copy-failure.ts'
import { CopyIn } from './copy-in.ts'
import { type Chunk, CopyTarget, recycle } from './copy-target.ts'
import type { Columns, RowOf, Table } from './define-table.ts'
import { type RowMapper, rowMapper } from './row-mapper.ts'
import { type CopyFormat, copyStatement } from './table-statements.ts'

export interface CopyOptions {
  readonly format?: CopyFormat | undefined
  /** Values of columns that are the same in every row; rows need not have them. */
  readonly constants?: Readonly<Record<string, unknown>> | undefined
  /** Aborting it ends the COPY with nothing kept, and its reason is thrown. */
  readonly signal?: AbortSignal | undefined
}

export interface CopyCounts {
  readonly rows: number
  /** Bytes of content, without the messages around them. */
  readonly bytes: number
}

/** Milliseconds that a COPY has spent laying out rows, and waiting for the server to take them. */
export interface CopyTimes {
  readonly encodeMs: number
  readonly serverMs: number
}

/** A COPY in progress. After any error it is over: nothing of it is kept, and the connection is usable or ended. */
export interface CopyWriter<Row> {
  /** Lays out the rows and sends what is full; resolves when the next rows may come. */
  write(rows: Iterable<Row>): Promise<void>
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
  { format = 'binary', constants, signal }: CopyOptions = {},
): Promise<CopyWriter<object>> {
  signal?.throwIfAborted()
  const copy = client.query(new CopyIn(copyStatement(table, format)))
  const writer = new StreamingCopy(client, copy, rowMapper(table, format, constants), signal)
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
  const writer = await startUntypedCopy(client, table, options)
  await writer.write(rows)
  return writer.finish()
}

class StreamingCopy implements CopyWriter<object> {
  readonly #client: pg.ClientBase
  readonly #copy: CopyIn
  readonly #mapper: RowMapper
  readonly #target = new CopyTarget()
  readonly #signal: AbortSignal | undefined
  readonly #onAbort = () => void this.abort()
  readonly #failed: Promise<never>
  #inFlight = 0
  #onLanded: (() => void) | undefined
  #rows = 0
  #encodeMs = 0
  #serverMs = 0
  #waitingSince: number | undefined
  #aborting: Promise<void> | undefined
  #released = false

  constructor(client: pg.ClientBase, copy: CopyIn, mapper: RowMapper, signal: AbortSignal | undefined) {
    this.#client = client
    this.#copy = copy
    this.#mapper = mapper
    this.#signal = signal
    this.#failed = copy.ended.then(() => new Promise<never>(() => {}))
    this.#failed.catch(() => {})
  }

  get counts(): CopyCounts {
    return { rows: this.#rows, bytes: this.#target.contentBytes }
  }

  get times(): CopyTimes {
    const waitingMs = this.#waitingSince === undefined ? 0 : performance.now() - this.#waitingSince
    return { encodeMs: this.#encodeMs, serverMs: this.#serverMs + waitingMs }
  }

  async start(): Promise<void> {
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
    await this.#orAbort(async () => {
      await this.#serverTime(this.#copy.submitted)
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
        this.#encodeMs += performance.now() - startedMs
        await this.#send(this.#target.takeFullChunks())
        startedMs = performance.now()
      }
      this.#encodeMs += performance.now() - startedMs
    })
  }

  finish(): Promise<CopyCounts> {
    return this.#orAbort(async () => {
      this.#mapper.writeTrailer(this.#target)
      await this.#send(this.#target.takeRest())
      this.#copy.sendDone()
      const taken = await this.#serverTime(this.#copy.ended)
      this.#release()
      if (taken !== this.#rows) throw new RowCountMismatch(this.#rows, taken)
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
    const patience = setTimeout(() => this.#copy.cutOff(), ABORT_GRACE_MS)
    this.#copy.sendFail(ABORTED)
    await this.#copy.ended.catch(() => {})
    if (asked && !wasOver) await this.#client.query('').catch(() => {})
    clearTimeout(patience)
    this.#release()
  }

  #release(): void {
    if (this.#released) return
    this.#released = true
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#target.release()
  }

  async #send(chunks: readonly Chunk[]): Promise<void> {
    for (const chunk of chunks) {
      this.#inFlight++
      this.#copy.send(chunk, () => this.#landed(chunk))
    }
    // The loop turns once for each chunk: what the server says is heard, and nothing else has to wait long.
    await this.#serverTime(this.#inFlight < COPY_CHUNKS_IN_FLIGHT_MAX ? nextTurn() : this.#roomInFlight())
    if (this.#copy.isOver) await this.#failed
  }

  #landed(chunk: Chunk): void {
    this.#inFlight--
    recycle(chunk)
    if (this.#inFlight < COPY_CHUNKS_IN_FLIGHT_MAX) this.#onLanded?.()
  }

  #roomInFlight(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onLanded = resolve
    return promise
  }

  async #serverTime<T>(waiting: Promise<T>): Promise<T> {
    const startedMs = performance.now()
    this.#waitingSince = startedMs
    try {
      return await Promise.race([waiting, this.#failed])
    } finally {
      this.#waitingSince = undefined
      this.#serverMs += performance.now() - startedMs
    }
  }
}

const ABORTED = 'the sender has given up'
