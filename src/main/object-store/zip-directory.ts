import { ObjectFailure, type OpenObject } from './object-store.ts'

/** Where the directory of a zip archive lies. */
export interface ZipDirectory {
  readonly start: number
  readonly size: number
  readonly entries: number
  /** What has to be added to every offset, because something stands before the archive. */
  readonly shift: number
}

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const COMMENT_BYTES_MAX = 0xffff
const LOCATOR_SIGNATURE = 0x07064b50
const LOCATOR_BYTES = 20
const END64_SIGNATURE = 0x06064b50
const END64_BYTES = 56

/** Looks for the record that ends a zip archive; a comment may stand behind it. */
export async function findZipDirectory(archive: OpenObject): Promise<ZipDirectory> {
  const tailStart = Math.max(0, archive.size - END_BYTES - COMMENT_BYTES_MAX - LOCATOR_BYTES)
  const tail = await archive.read(tailStart, archive.size)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tail.length) continue
    const locatorAt = at - LOCATOR_BYTES
    const is64 = locatorAt >= 0 && view.getUint32(locatorAt, true) === LOCATOR_SIGNATURE
    if (is64) return readEnd64(archive, Number(view.getBigUint64(locatorAt + 8, true)))
    const [entries, size] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true)]
    return checked(archive, { entries, size, offset: view.getUint32(at + 16, true), end: tailStart + at })
  }
  throw new ObjectFailure('damaged', 'Expected a zip archive, but its end is not that of one: it may be cut short.')
}

async function readEnd64(archive: OpenObject, at: number): Promise<ZipDirectory> {
  if (at + END64_BYTES > archive.size) throw damaged()
  const record = await archive.read(at, at + END64_BYTES)
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
  if (view.getUint32(0, true) !== END64_SIGNATURE) throw damaged()
  const number = (offset: number) => Number(view.getBigUint64(offset, true))
  return checked(archive, { entries: number(32), size: number(40), offset: number(48), end: at })
}

function checked(
  archive: OpenObject,
  { entries, size, offset, end }: { entries: number; size: number; offset: number; end: number },
): ZipDirectory {
  const start = end - size
  if (start < offset || end > archive.size) throw damaged()
  return { start, size, entries, shift: start - offset }
}

function damaged(): ObjectFailure {
  return new ObjectFailure('damaged', 'The zip archive is damaged: its directory is not where it should be.')
}
