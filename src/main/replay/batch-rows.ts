import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import { RowEncoder } from '../copy/row-encoder.ts'
import type { CommitBytes } from '../delta-log/commit-bytes.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { type ActionTable, actionTable, INSERT_ORDER } from '../postgres/action-tables.ts'
import type { EncodedRows, EncodedTables, RowTransport } from '../postgres/write-actions.ts'
import { FileStates } from './file-states.ts'
import { BatchBuilder, type ImportBatch } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import { commitIdOfBytes } from './imported-commit-id.ts'

export interface RowsBegin {
  readonly tableId: string
  /** The oldest version that the table has, or will have. */
  readonly first: bigint
  /** The time of the newest version that is there, in milliseconds since 1970. */
  readonly committedAt: bigint | undefined
  readonly versionsMax: number
  readonly transport: Pick<RowTransport, 'copyRowsMin' | 'copyFormat'>
}

/** Makes rows of commits in order of version, many versions a batch, each laid out as it will be sent. */
export class BatchRows {
  readonly #begin: RowsBegin
  readonly #states: FileStates
  readonly #builder: BatchBuilder

  constructor(begin: RowsBegin) {
    this.#begin = begin
    this.#states = new FileStates(begin.first)
    this.#builder = new BatchBuilder(this.#states, begin.committedAt, begin.versionsMax)
  }

  /** Files that the table has already. */
  live(files: readonly LiveFile[]): void {
    for (const { fileKey, version } of files) this.#states.set(fileKey, true, version)
  }

  /** The table's first version was written in another way. */
  beginAfter(committedAt: bigint): void {
    this.#builder.committedAt = committedAt
  }

  /** Gives what is enough for a transaction with this commit. */
  add(
    source: Extract<CommitBytes, { kind: 'read' }>,
    { version, commit, bytes, fileTime }: Extract<CommitRead, { kind: 'ok' }>,
  ): ImportBatch[] {
    this.#builder.add({ version, commitId: commitIdOfBytes(version, source.bytes), commit, bytes, fileTime })
    return this.#builder.isFull ? [this.#take()] : []
  }

  rest(): ImportBatch[] {
    return this.#builder.isEmpty ? [] : [this.#take()]
  }

  #take(): ImportBatch {
    const batch = this.#builder.take()
    const { copyRowsMin, copyFormat } = this.#begin.transport
    const encoded: EncodedTables = {}
    for (const table of INSERT_ORDER) {
      const rows = batch.rows[table]
      if (copyFormat === 'none' || rows.length === 0 || rows.length < copyRowsMin) continue
      encoded[table] = encode(table, rows, this.#begin.tableId, copyFormat)
      rows.length = 0
    }
    return { ...batch, encoded }
  }
}

/** The memory of what is laid out, which can be given away instead of being copied. */
export function buffersOf(batches: readonly ImportBatch[]): ArrayBuffer[] {
  return batches.flatMap(({ encoded }) =>
    Object.values(encoded ?? {}).flatMap(({ chunks }) =>
      chunks.flatMap(({ buffer }) => (buffer.buffer instanceof ArrayBuffer ? [buffer.buffer] : [])),
    ),
  )
}

function encode(table: ActionTable, rows: readonly object[], tableId: string, format: 'binary' | 'text'): EncodedRows {
  const encoder = new RowEncoder(actionTable(table), { format, constants: { table_id: tableId } })
  const chunks: EncodedChunk[] = []
  for (const row of rows) {
    encoder.add(row)
    chunks.push(...encoder.takeFull())
  }
  chunks.push(...encoder.takeRest())
  encoder.release()
  return { rows: rows.length, chunks }
}
