import type pg from 'pg'
import type { CopyCounts } from './copy-counts.ts'
import { type CopyOptions, startUntypedCopy } from './copy-writer.ts'
import type { Table } from './define-table.ts'
import type { EncodedChunk } from './encoded-chunk.ts'

/**
 * Copies rows in one COPY that `RowEncoder` has laid out for this table, in this format and with these constants. Chunks
 * are pulled no faster than the server takes them; the server's count is compared with theirs.
 */
export async function copyEncoded(
  client: pg.ClientBase,
  table: Table,
  chunks: Iterable<EncodedChunk> | AsyncIterable<EncodedChunk>,
  options: Omit<CopyOptions, 'constants'> = {},
): Promise<CopyCounts> {
  const writer = await startUntypedCopy(client, table, options)
  await writer.writeEncoded(chunks)
  return writer.finish()
}
