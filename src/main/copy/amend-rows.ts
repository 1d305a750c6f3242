import { recycle, takeBuffer } from './copy-target.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import type { CopyFormat } from './table-statements.ts'

/** A value for the last field of a row that was laid out with null there. */
export interface Amendment {
  /** Bytes of content up to the end of the row, as `RowEncoder.bytes` gave them after it. */
  readonly rowEnd: number
  readonly value: bigint
}

/**
 * Gives rows that were laid out already another last field, a bigint instead of null. `amendments` are in the order of
 * their rows; the chunks are used up.
 */
export function amendRows(
  chunks: readonly EncodedChunk[],
  amendments: readonly Amendment[],
  format: CopyFormat,
): EncodedChunk[] {
  const amended: EncodedChunk[] = []
  let [next, contentBefore] = [0, 0]
  for (const chunk of chunks) {
    const contentAfter = contentBefore + chunk.length - FRAME_BYTES
    const first = next
    while (next < amendments.length && (amendments[next]?.rowEnd ?? 0) <= contentAfter) next++
    const inside = amendments.slice(first, next)
    amended.push(inside.length === 0 ? chunk : amendChunk(chunk, inside, contentBefore, format))
    contentBefore = contentAfter
  }
  if (next < amendments.length) throw new Error('there is no such row to amend')
  return amended
}

/** A row's last field lies in one chunk: the writer of rows claims its bytes at once. */
function amendChunk(
  chunk: EncodedChunk,
  amendments: readonly Amendment[],
  contentBefore: number,
  format: CopyFormat,
): EncodedChunk {
  const [from, to] = format === 'binary' ? [NULL_BINARY, binaryField] : [NULL_TEXT, textField]
  const fields = amendments.map(({ value }) => to(value))
  const grown = fields.reduce((sum, field) => sum + field.length - from.length, 0)
  const buffer = takeBuffer(chunk.length + grown)
  let [read, written] = [0, 0]
  for (const [index, { rowEnd }] of amendments.entries()) {
    const end = FRAME_BYTES + rowEnd - contentBefore
    const start = end - from.length
    if (!chunk.buffer.subarray(start, end).equals(from)) throw new Error('the last field of the row is not null')
    written += chunk.buffer.copy(buffer, written, read, start)
    buffer.set(fields[index] ?? from, written)
    written += fields[index]?.length ?? 0
    read = end
  }
  written += chunk.buffer.copy(buffer, written, read, chunk.length)
  buffer.writeInt32BE(written - 1, 1)
  recycle(chunk)
  return { buffer, length: written, rows: chunk.rows }
}

/** The type of a CopyData message and its length. */
const FRAME_BYTES = 5
const NULL_BINARY = Buffer.from([0xff, 0xff, 0xff, 0xff])
const NULL_TEXT = Buffer.from('\\N\n')
const INT8_BYTES = 8

function binaryField(value: bigint): Buffer {
  const field = Buffer.alloc(4 + INT8_BYTES)
  field.writeInt32BE(INT8_BYTES)
  field.writeBigInt64BE(value, 4)
  return field
}

function textField(value: bigint): Buffer {
  return Buffer.from(`${value}\n`)
}
