import { recycle } from './copy-target.ts'
import type { EncodedChunk } from './encoded-chunk.ts'
import type { CopyFormat } from './table-statements.ts'

/** The type of a CopyData message and its length. */
const FRAME_BYTES = 5

/** Rows that `RowEncoder` has laid out as text, as fields. The chunks' buffers are used up. */
export async function* readTextRows(chunks: AsyncIterable<EncodedChunk>): AsyncGenerator<(string | null)[], void> {
  for await (const content of contentsOf(chunks)) {
    // A row of text never begins in one chunk and ends in the next.
    for (const line of content.toString('utf8').split('\n')) {
      if (line !== '') yield line.split('\t').map(field => (field === '\\N' ? null : unescaped(field)))
    }
  }
}

/**
 * One of the rows that `RowEncoder` has laid out, by its number from 0: texts where it was laid out as text, else the
 * bytes of each field. Undefined where there is no such row.
 */
export async function findEncodedRow(
  chunks: AsyncIterable<EncodedChunk>,
  format: CopyFormat,
  row: number,
): Promise<readonly (string | Buffer | null)[] | undefined> {
  let at = 0
  if (format === 'text') {
    for await (const fields of readTextRows(chunks)) if (at++ === row) return fields
    return undefined
  }
  let rest: Buffer = Buffer.alloc(0)
  for await (const content of contentsOf(chunks)) {
    rest = Buffer.concat([rest, content])
    let start = 0
    for (let end = rowEnd(rest, start); end !== undefined; end = rowEnd(rest, start)) {
      if (at++ === row) return fieldsOf(rest, start)
      start = end
    }
    rest = Buffer.from(rest.subarray(start))
  }
  return undefined
}

async function* contentsOf(chunks: AsyncIterable<EncodedChunk>): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    yield chunk.buffer.subarray(FRAME_BYTES, chunk.length)
    recycle(chunk)
  }
}

/** Where the row that begins at `start` ends; undefined where it is not all there. */
function rowEnd(bytes: Buffer, start: number): number | undefined {
  if (start + 2 > bytes.length) return undefined
  const fields = bytes.readInt16BE(start)
  let at = start + 2
  for (let field = 0; field < fields; field++) {
    if (at + 4 > bytes.length) return undefined
    at += 4 + Math.max(0, bytes.readInt32BE(at))
  }
  return at <= bytes.length ? at : undefined
}

function fieldsOf(bytes: Buffer, start: number): (Buffer | null)[] {
  let at = start + 2
  return Array.from({ length: bytes.readInt16BE(start) }, () => {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) return null
    at += length
    return bytes.subarray(at - length, at)
  })
}

const ESCAPE = /\\([\\nrt])/g
const CHARACTERS: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', t: '\t' }

function unescaped(field: string): string {
  return field.includes('\\') ? field.replaceAll(ESCAPE, (_, letter: string) => CHARACTERS[letter] ?? letter) : field
}
