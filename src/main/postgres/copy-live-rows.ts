import { SCAN_PAGE_FILES } from '../../shared/limits.ts'
import { COPIED_PAGE_BYTES, COPIED_PAGE_FILES_MAX } from '../../shared/mirror-limits.ts'
import type { Database } from './connection.ts'
import { COPIED_ROW_START, type CopiedRows } from './copied-adds.ts'
import { type CopiedOut, copyOut } from './copy-out.ts'
import { readHeadVersion } from './head-version.ts'
import { borrowUntil } from './query-until.ts'
import { LAST_KEY, type ScanRequest, type SeenPage, scanRemovedSince } from './scan-live-rows.ts'

/**
 * As `scanLiveRows`, for a server that copies in binary: pages of files that are live to this day come as bytes, and of
 * about the same size each; those removed since, which are few, as rows.
 */
export async function* copyLiveRows<R>(
  database: Database,
  { tableId, version, pageFiles }: Omit<ScanRequest, 'partitions'>,
  columns: string,
  signal: AbortSignal,
): AsyncGenerator<CopiedRows | readonly R[], void> {
  const seen: SeenPage[] = []
  let files = pageFiles ?? SCAN_PAGE_FILES
  let bytes = COPIED_PAGE_BYTES
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after
    const page: CopiedOut = await borrowUntil(
      database,
      false,
      client => {
        const [table, key] = [client.escapeLiteral(tableId), client.escapeLiteral(from)]
        return copyOut(client, livePage(columns, table, version, from === '' ? undefined : key, files), bytes)
      },
      signal,
    )
    const isFull = page.rows === files
    const last = page.rows > 0 ? readKeys(page) : undefined
    const head = last?.head ?? (await readHeadVersion(database, tableId)) ?? -1n
    seen.push({ lastKey: isFull && last ? last.fileKey : LAST_KEY, head })
    after = isFull ? last?.fileKey : undefined
    if (page.rows === 0) continue
    const rowBytes = page.bytes.length / page.rows
    files = Math.min(Math.max(Math.floor(COPIED_PAGE_BYTES / rowBytes), 1), COPIED_PAGE_FILES_MAX)
    bytes = Math.ceil(files * rowBytes * ROOM)
    yield page
  }
  yield* scanRemovedSince<R>(database, { tableId, version, pageFiles }, columns, seen, signal)
}

/** Pages differ in size by a little. */
const ROOM = 1.1

/** COPY takes no parameters: `tableId` and `after` are literals. */
function livePage(columns: string, tableId: string, version: bigint, after: string | undefined, files: number): string {
  return `copy (select file_key, (select current_version from dl_tables where table_id = ${tableId}) as head, ${columns}
            from dl_add_files
            where table_id = ${tableId} and removed_version is null and version <= ${version}
              ${after === undefined ? '' : `and file_key > ${after}`}
            order by file_key limit ${files}) to stdout (format binary)`
}

const KEY_AT = 2 + 4
const HEAD_AT = KEY_AT + 16 + 4

function readKeys({ bytes, lastRowAt }: CopiedOut): { readonly fileKey: string; readonly head: bigint } {
  const row = Buffer.from(bytes.buffer, bytes.byteOffset + lastRowAt, COPIED_ROW_START)
  const hex = row.toString('hex', KEY_AT, KEY_AT + 16)
  const fileKey = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  return { fileKey, head: row.readBigInt64BE(HEAD_AT) }
}
