import type { CheckpointAdd } from './checkpoint-files.ts'

/** Rows of binary COPY; before the columns that were asked for stand the file's key and the head. */
export interface CopiedRows {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rows: number
}

/** Where a row's values begin that were asked for: behind the number of its fields, a uuid and an int8. */
export const COPIED_ROW_START = 2 + (4 + 16) + (4 + 8)

const FIELDS = 12

/** The adds of a page of binary rows that `readCheckpointAdds` gave. */
export function* copiedAdds({ bytes, rows }: CopiedRows): Generator<CheckpointAdd, void> {
  const fields = new FieldCursor(bytes)
  for (let row = 0; row < rows; row++) {
    fields.startRow()
    yield {
      path: present(fields.text()),
      partitionValues: present(fields.text()),
      size: present(fields.long()),
      modificationTime: present(fields.long()),
      stats: fields.text(),
      tags: fields.text(),
      deletionVector: fields.text(),
      baseRowId: fields.long(),
      defaultRowCommitVersion: fields.long(),
      clusteringProvider: fields.text(),
    }
  }
  if (!fields.isAtEnd) throw new Error('copied rows have more bytes than fields')
}

/** PostgreSQL, "COPY", binary format: each field behind its length in four bytes, -1 for null. */
class FieldCursor {
  readonly #bytes: Buffer
  #at = 0

  constructor({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>) {
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  startRow(): void {
    const fields = this.#bytes.readInt16BE(this.#at)
    if (fields !== FIELDS) throw new Error(`a copied row has ${fields} fields instead of ${FIELDS}`)
    this.#at += COPIED_ROW_START
  }

  text(): string | null {
    const length = this.#length()
    if (length < 0) return null
    const from = this.#at
    this.#at += length
    return this.#bytes.toString('utf8', from, this.#at)
  }

  long(): bigint | null {
    if (this.#length() < 0) return null
    const value = this.#bytes.readBigInt64BE(this.#at)
    this.#at += 8
    return value
  }

  #length(): number {
    const length = this.#bytes.readInt32BE(this.#at)
    this.#at += 4
    return length
  }
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('a copied row lacks a value that its table requires')
  return value
}
