import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { parseCommitBytes } from '../delta-log/read-commits.ts'
import { BatchRows, type RowsBegin } from './batch-rows.ts'
import { type CommitFile, type CommitGroup, commitsOf } from './commit-group.ts'
import type { ImportBatch } from './import-batch.ts'
import type { FromImportThread, LiveFile } from './import-messages.ts'
import { ImportThread } from './import-thread.ts'

/** A commit is not what it was when the log was looked through. */
export class SourceChanged extends Error {
  readonly file: string

  constructor(file: string) {
    super('The file has changed since the log was looked through.')
    this.name = 'SourceChanged'
    this.file = file
  }
}

/** Makes batches of rows of commits in order of version. */
export interface RowMaker extends AsyncDisposable {
  /** Files that the table has already. */
  live(files: readonly LiveFile[]): Promise<void>
  /** The table's first version was written in another way. */
  beginAfter(committedAt: bigint): Promise<void>
  /** Gives what is enough for transactions. Fails with `SourceChanged` for bytes that are no commit. */
  take(group: CommitGroup): Promise<MadeRows>
  rest(): Promise<MadeRows>
}

export interface MadeRows {
  readonly batches: readonly ImportBatch[]
  /** Actions and bytes of the commits that were taken. */
  readonly actions: number
  readonly bytes: number
  /** What follows the batches; nothing else is made before it was read to its end. */
  readonly large?: LargeRows
}

/** The rows of a large commit in parts, of which the last has the version. */
export interface LargeRows {
  readonly version: bigint
  readonly parts: AsyncIterable<ImportBatch>
}

/** In this thread, for few commits. */
export class LocalRows implements RowMaker {
  readonly #rows: BatchRows
  readonly #pauses = new Pauses()

  constructor(begin: RowsBegin) {
    this.#rows = new BatchRows(begin)
  }

  async live(files: readonly LiveFile[]): Promise<void> {
    this.#rows.live(files)
  }

  async beginAfter(committedAt: bigint): Promise<void> {
    this.#rows.beginAfter(committedAt)
  }

  async take(group: CommitGroup): Promise<MadeRows> {
    const batches: ImportBatch[] = []
    let [actions, bytes] = [0, 0]
    for (const source of commitsOf(group)) {
      if (source.kind === 'large') throw new SourceChanged(source.file)
      const read = await parseCommitBytes(source, this.#pauses)
      if (read.kind === 'refused' || source.kind === 'refused') throw new SourceChanged(source.file)
      actions += read.commit.lines.length
      bytes += read.bytes
      batches.push(...this.#rows.add(source, read))
    }
    return { batches, actions, bytes }
  }

  async rest(): Promise<MadeRows> {
    return { batches: this.#rows.rest(), actions: 0, bytes: 0 }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** In a thread of its own, which lays the rows out as well: this thread only passes them on. */
export class ThreadRows implements RowMaker {
  readonly #thread: ImportThread
  /** Resolves when the large commits so far were read to their ends. */
  #turn: Promise<void> = Promise.resolve()

  private constructor(thread: ImportThread) {
    this.#thread = thread
  }

  static async open(begin: RowsBegin, signal: AbortSignal): Promise<ThreadRows> {
    const thread = new ImportThread(signal)
    await thread.ask({ kind: 'begin-rows', begin })
    return new ThreadRows(thread)
  }

  async live(keys: readonly LiveFile[]): Promise<void> {
    await this.#thread.ask({ kind: 'live', keys })
  }

  async beginAfter(committedAt: bigint): Promise<void> {
    await this.#thread.ask({ kind: 'begin-after', committedAt })
  }

  take(group: CommitGroup): Promise<MadeRows> {
    const turn = this.#turn
    if (group.kind !== 'file')
      return turn.then(async () => madeRows(await this.#thread.ask({ kind: 'commits', group })))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    return turn.then(() => this.#takeLarge(group, resolve))
  }

  async rest(): Promise<MadeRows> {
    return madeRows(await this.#thread.ask({ kind: 'finish' }))
  }

  async #takeLarge(group: CommitFile, onEnd: () => void): Promise<MadeRows> {
    const [{ version }] = group.commits
    const made = madeRows(await this.#thread.ask({ kind: 'begin-large', group }))
    return { ...made, large: { version, parts: this.#parts(onEnd) } }
  }

  /** One part is made while the one before is used. */
  async *#parts(onEnd: () => void): AsyncGenerator<ImportBatch, void> {
    let asked = this.#thread.ask({ kind: 'large-part' })
    for (;;) {
      const answer = await asked
      if (answer.kind === 'unreadable') throw new SourceChanged(answer.file)
      if (answer.kind !== 'large-part') throw new Error(`a part was expected, ${answer.kind} came`)
      if (answer.isLast) onEnd()
      else asked = this.#thread.ask({ kind: 'large-part' })
      yield received(answer.batch)
      if (answer.isLast) return
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]()
  }
}

function madeRows(answer: FromImportThread): MadeRows {
  if (answer.kind === 'unreadable') throw new SourceChanged(answer.file)
  if (answer.kind !== 'batches') throw new Error(`rows were expected, ${answer.kind} came`)
  return { batches: receivedBatches(answer.batches), actions: answer.actions, bytes: answer.bytes }
}

/** What was a Buffer in the other thread arrives as an array of bytes. */
export function receivedBatches(batches: readonly ImportBatch[]): ImportBatch[] {
  return batches.map(received)
}

function received(batch: ImportBatch): ImportBatch {
  const encoded = Object.entries(batch.encoded ?? {}).map(([table, { rows, chunks }]) => [
    table,
    { rows, chunks: chunks.map(asBuffer) },
  ])
  return { ...batch, encoded: Object.fromEntries(encoded) }
}

function asBuffer({ buffer, length, rows }: EncodedChunk): EncodedChunk {
  return { buffer: Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength), length, rows }
}
