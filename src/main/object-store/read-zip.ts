import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { LOG_FILES_MAX, ZIP_DIRECTORY_BYTES_MAX, ZIP_ENTRY_HELD_BYTES_MAX } from '../../shared/limits.ts'
import { type ArchiveEntry, entryPath } from './archive-entry.ts'
import { ObjectFailure, type ObjectKind, type OpenObject } from './object-store.ts'
import { BytesObject, RangeObject } from './range-object.ts'
import { unpackEntry } from './unpack-entry.ts'
import { archiveBytesMax } from './unpack-gzip.ts'
import { findZipDirectory, type ZipDirectory } from './zip-directory.ts'

const inflate = promisify(inflateRaw)

const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1
const TAKES_64_BITS = 0xffffffff

/** Finds the entries of a zip archive, 64-bit sizes included; nothing is unpacked before it is opened. */
export async function readZip(archive: OpenObject, signal: AbortSignal): Promise<ArchiveEntry[]> {
  const directory = await findZipDirectory(archive)
  if (directory.size > ZIP_DIRECTORY_BYTES_MAX || directory.entries > LOG_FILES_MAX) {
    throw new ObjectFailure('refused', `Expected at most ${LOG_FILES_MAX} entries in the zip archive, found more.`)
  }
  const bytes = await archive.read(directory.start, directory.start + directory.size)
  signal.throwIfAborted()
  return entriesOf(archive, bytes, directory)
}

function entriesOf(archive: OpenObject, bytes: Uint8Array, { entries: count, shift }: ZipDirectory): ArchiveEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: ArchiveEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw damaged('its directory')
    const [nameBytes, extraBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)]
    const extraAt = at + ENTRY_BYTES + nameBytes
    const end = extraAt + extraBytes + view.getUint16(at + 32, true)
    if (end > bytes.length) throw damaged('its directory')
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, extraAt))
    const member: Member = {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizesOf(view, at, extraAt, extraBytes),
      modificationTime: dosTime(view.getUint16(at + 12, true), view.getUint16(at + 14, true)),
    }
    const kind = kindOf(name, view.getUint32(at + 38, true))
    const { size, modificationTime } = member
    const located = { ...member, offset: member.offset + shift }
    entries.push({ path: entryPath(name), kind, size, modificationTime, open: () => openMember(archive, located) })
    at = end
  }
  return entries
}

interface Member {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly size: number
  readonly packedSize: number
  /** Of its local header. */
  readonly offset: number
  readonly modificationTime: bigint
}

/** Sizes beyond 32 bits stand in an extra field, in this order, as far as they are needed. */
function sizesOf(view: DataView, at: number, extraAt: number, extraBytes: number) {
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  for (let field = extraAt; field + 4 <= extraAt + extraBytes; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue
    let value = field + 4
    const end = Math.min(value + view.getUint16(field + 2, true), extraAt + extraBytes)
    for (const [index, size] of sizes.entries()) {
      if (size !== TAKES_64_BITS || value + 8 > end) continue
      sizes[index] = Number(view.getBigUint64(value, true))
      value += 8
    }
  }
  const [size = 0, packedSize = 0, offset = 0] = sizes
  return { size, packedSize, offset }
}

async function openMember(archive: OpenObject, member: Member): Promise<OpenObject> {
  const { name, flags, method, size, packedSize, offset, modificationTime } = member
  if ((flags & ENCRYPTED) !== 0) throw new ObjectFailure('refused', `${name} is encrypted.`)
  if (offset + LOCAL_BYTES > archive.size) throw damaged(name)
  const header = await archive.read(offset, offset + LOCAL_BYTES)
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) throw damaged(name)
  const start = offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  if (start + packedSize > archive.size) throw damaged(name)
  if (method === STORED && size === packedSize) return new RangeObject(archive, start, size, modificationTime)
  if (method !== DEFLATED)
    throw new ObjectFailure('refused', `${name} is compressed by a method that is not supported.`)
  const bytesMax = archiveBytesMax(packedSize)
  if (size > bytesMax) throw new ObjectFailure('refused', `Expected at most ${bytesMax} bytes in ${name}, got ${size}.`)
  if (Math.max(size, packedSize) > ZIP_ENTRY_HELD_BYTES_MAX) {
    const whole = new RangeObject(archive, start, packedSize, modificationTime)
    return unpackEntry(whole, { name, size, crc: member.crc, modificationTime })
  }
  return new BytesObject(await unpack(await archive.read(start, start + packedSize), member), modificationTime)
}

async function unpack(packed: Uint8Array, { name, size, crc }: Member): Promise<Uint8Array> {
  const bytes = await inflate(packed, { maxOutputLength: Math.max(1, size) }).catch(() => undefined)
  if (bytes?.length !== size || crc32(bytes) !== crc) throw damaged(name)
  return bytes
}

const UNIX_KIND_SHIFT = 28
const UNIX_LINK = 10
const UNIX_FILE = 8

/** The upper half of the attributes is what Unix says of a file, where the archive comes from there. */
function kindOf(name: string, attributes: number): ObjectKind {
  if (name.endsWith('/')) return 'folder'
  const kind = attributes >>> UNIX_KIND_SHIFT
  if (kind === UNIX_LINK) return 'link'
  return kind === 0 || kind === UNIX_FILE ? 'file' : 'other'
}

/** Two seconds at best, in nobody's time zone: taken as UTC. */
function dosTime(time: number, date: number): bigint {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31]
  return BigInt(Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2))
}

function damaged(what: string): ObjectFailure {
  return new ObjectFailure('damaged', `The zip archive is damaged at ${what}.`)
}
