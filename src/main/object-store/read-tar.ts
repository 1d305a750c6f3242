import { ARCHIVE_NAME_BYTES_MAX, LOG_FILES_MAX } from '../../shared/limits.ts'
import { type ArchiveEntry, entryPath } from './archive-entry.ts'
import { ObjectFailure, type ObjectKind, type OpenObject } from './object-store.ts'
import { RangeObject } from './range-object.ts'

const BLOCK = 512
const WINDOW_BYTES = 1024 * 1024

/**
 * Finds the entries of a tar archive (POSIX ustar with pax headers, and GNU's long names) without unpacking it. Fails with
 * an `ObjectFailure` where it is cut short or none.
 */
export async function readTar(archive: OpenObject, signal: AbortSignal): Promise<ArchiveEntry[]> {
  const window = new Window(archive)
  let extended: Extended = {}
  const entries: ArchiveEntry[] = []
  for (let at = 0; at + BLOCK <= archive.size; ) {
    signal.throwIfAborted()
    const header = await window.bytes(at, BLOCK)
    if (header.every(byte => byte === 0)) break
    checkSum(header)
    const type = String.fromCharCode(header[TYPE_AT] ?? 0)
    const size = extended.size ?? numberAt(header, SIZE_AT, 12)
    const start = at + BLOCK
    if (!(size >= 0 && start + size <= archive.size)) throw damaged('an entry ends after the archive')
    at = start + Math.ceil(size / BLOCK) * BLOCK
    if (type === 'x' || type === 'L') {
      if (size > ARCHIVE_NAME_BYTES_MAX) throw damaged('the name of an entry is too long')
      const content = await window.bytes(start, size)
      extended = type === 'x' ? { ...extended, ...paxOf(content) } : { ...extended, path: textUntilNul(content) }
      continue
    }
    if (type === 'g' || type === 'K') continue
    if (entries.length >= LOG_FILES_MAX) throw damaged(`it has more than ${LOG_FILES_MAX} entries`)
    const path = entryPath(extended.path ?? nameOf(header))
    const modificationTime = extended.modificationTime ?? BigInt(numberAt(header, TIME_AT, 12)) * 1000n
    entries.push({
      path,
      kind: KINDS.get(type) ?? 'other',
      size,
      modificationTime,
      open: async () => new RangeObject(archive, start, size, modificationTime),
    })
    extended = {}
  }
  if (entries.length === 0) throw damaged('it has no entry')
  return entries
}

/** What a header before an entry says of it, where its own is too small. */
interface Extended {
  readonly path?: string
  readonly size?: number
  readonly modificationTime?: bigint
}

const NAME_BYTES = 100
const SIZE_AT = 124
const TIME_AT = 136
const SUM_AT = 148
const TYPE_AT = 156
const MAGIC_AT = 257
const PREFIX_AT = 345
const PREFIX_BYTES = 155

const KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ['0', 'file'],
  ['\0', 'file'],
  ['7', 'file'],
  ['1', 'link'],
  ['2', 'link'],
  ['5', 'folder'],
])

/** Reads ahead: headers of small entries lie close together. */
class Window {
  readonly #archive: OpenObject
  #start = 0
  #bytes = new Uint8Array(0)

  constructor(archive: OpenObject) {
    this.#archive = archive
  }

  async bytes(start: number, length: number): Promise<Uint8Array> {
    if (start < this.#start || start + length > this.#start + this.#bytes.length) {
      const end = Math.min(this.#archive.size, start + Math.max(length, WINDOW_BYTES))
      this.#bytes = await this.#archive.read(start, end)
      this.#start = start
    }
    return this.#bytes.subarray(start - this.#start, start - this.#start + length)
  }
}

function checkSum(header: Uint8Array): void {
  const sum = header.reduce((total, byte, at) => total + (at >= SUM_AT && at < SUM_AT + 8 ? 32 : byte), 0)
  if (sum !== numberAt(header, SUM_AT, 8)) throw damaged('the header of an entry does not add up')
}

/** Octal digits, or, where the first bit says so, a number of base 256. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  const field = header.subarray(at, at + length)
  if (((field[0] ?? 0) & 0x80) !== 0) {
    return field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x7f)
  }
  const digits = textUntilNul(field).trim()
  if (!/^[0-7]*$/.test(digits)) throw damaged('a number of a header is none')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

function nameOf(header: Uint8Array): string {
  const name = textUntilNul(header.subarray(0, NAME_BYTES))
  const hasPrefix = textUntilNul(header.subarray(MAGIC_AT, MAGIC_AT + 6)) === 'ustar'
  const prefix = hasPrefix ? textUntilNul(header.subarray(PREFIX_AT, PREFIX_AT + PREFIX_BYTES)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Records of the form `length key=value`, the length being that of the record. */
function paxOf(content: Uint8Array): Extended {
  const fields = new Map<string, string>()
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at)
    const length = space < 0 ? 0 : Number(new TextDecoder().decode(content.subarray(at, space)))
    if (!Number.isInteger(length) || length <= space - at || at + length > content.length) {
      throw damaged('an extended header does not add up')
    }
    const record = new TextDecoder().decode(content.subarray(space + 1, at + length - 1))
    const equals = record.indexOf('=')
    fields.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  const [path, size, time] = [fields.get('path'), fields.get('size'), fields.get('mtime')]
  return {
    ...(path === undefined ? {} : { path }),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(time === undefined ? {} : { modificationTime: BigInt(Math.floor(Number(time) * 1000) || 0) }),
  }
}

function textUntilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function damaged(what: string): ObjectFailure {
  return new ObjectFailure('damaged', `The tar archive is damaged: ${what}.`)
}
