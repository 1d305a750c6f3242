import type { CommitBytes } from '../delta-log/commit-bytes.ts'
import type { LargeCommit } from '../delta-log/large-commit.ts'
import type { CommitRead } from '../delta-log/read-commits.ts'
import { BatchedRows, type RowLayout } from './batched-rows.ts'
import { FileStates } from './file-states.ts'
import { BatchBuilder, type ImportBatch, type ImportedCommit } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import { commitIdOfBytes } from './imported-commit-id.ts'

export interface RowsBegin extends RowLayout {
  /** The oldest version that the table has, or will have. */
  readonly first: bigint
  /** The time of the newest version that is there, in milliseconds since 1970. */
  readonly committedAt: bigint | undefined
  readonly versionsMax: number
}

/** Makes rows of commits in order of version, many versions a batch, each laid out as it will be sent. */
export class BatchRows {
  readonly #states: FileStates
  readonly #builder: BatchBuilder

  constructor(begin: RowsBegin) {
    this.#states = new FileStates(begin.first)
    this.#builder = new BatchBuilder(this.#states, begin.committedAt, begin.versionsMax, new BatchedRows(begin))
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
    return this.put({ version, commitId: commitIdOfBytes(version, source.bytes), commit, bytes, fileTime })
  }

  /** The same of a commit that has an id. */
  put(commit: ImportedCommit): ImportBatch[] {
    this.#builder.add(commit)
    return this.#builder.isFull ? [this.#builder.take()] : []
  }

  /** A large commit in parts of one transaction, of which the last has the version. Nothing else may be collected. */
  large(commit: LargeCommit): Generator<ImportBatch, ImportBatch> {
    return this.#builder.large(commit)
  }

  rest(): ImportBatch[] {
    return this.#builder.isEmpty ? [] : [this.#builder.take()]
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
