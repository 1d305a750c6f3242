import { randomUUID } from 'node:crypto'
import { type FileHandle, link, lstat, open, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemReason } from '../object-store/system-reason.ts'

export type Creation =
  | { readonly kind: 'created'; readonly bytes: number }
  /** It was there already, with the same bytes. */
  | { readonly kind: 'same'; readonly bytes: number }
  | { readonly kind: 'refused'; readonly rule: string; readonly line: number | null; readonly message: string }

/** The bytes of a file from its first on, each time it is asked for them. */
export type FilePieces = () => AsyncIterable<Uint8Array>

/**
 * Makes a file that never existed, whole or not at all: the bytes are written to a file of another name, which then gets
 * this one. An existing file is never touched. What `pieces` throws is thrown.
 */
export async function createFile(path: string, pieces: FilePieces): Promise<Creation> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  const source = new Source(pieces)
  try {
    if ((await lstat(path).catch(() => undefined)) !== undefined) return await compare(path, source)
    let bytes = 0
    try {
      const file = await open(draft, 'wx')
      try {
        for await (const piece of source.read()) {
          await file.writeFile(piece)
          bytes += piece.length
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await link(draft, path)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return await compare(path, source)
      throw error
    } finally {
      await unlink(draft).catch(() => {})
    }
    return { kind: 'created', bytes }
  } catch (error) {
    if (source.failure !== undefined) throw source.failure
    const message = `The file cannot be written (${systemReason(error)}).`
    return { kind: 'refused', rule: 'export.file', line: null, message }
  }
}

/** Keeps apart what fails at the source from what fails at the file. */
class Source {
  readonly #pieces: FilePieces
  failure: unknown

  constructor(pieces: FilePieces) {
    this.#pieces = pieces
  }

  async *read(): AsyncGenerator<Uint8Array, void> {
    const pieces = this.#pieces()[Symbol.asyncIterator]()
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        this.failure = error
        throw error
      })
      if (next.done) return
      yield next.value
    }
  }
}

async function compare(path: string, source: Source): Promise<Creation> {
  if (!(await lstat(path)).isFile()) {
    return {
      kind: 'refused',
      rule: 'export.file',
      line: null,
      message: 'Expected a regular file, found something else.',
    }
  }
  const found = await open(path)
  try {
    let [bytes, line] = [0, 1]
    for await (const piece of source.read()) {
      const there = await readFully(found, piece.length)
      if (!there.equals(piece)) {
        const end = firstDifference(there, piece)
        line += lineFeeds(there.subarray(0, end))
        return differs(bytes + end, line)
      }
      bytes += piece.length
      line += lineFeeds(there)
    }
    return (await found.stat()).size === bytes ? { kind: 'same', bytes } : differs(bytes, line)
  } finally {
    await found.close()
  }
}

/** So many bytes from where the file is, or fewer at its end. */
async function readFully(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(buffer, at, bytes - at)
    if (bytesRead === 0) return buffer.subarray(0, at)
    at += bytesRead
  }
  return buffer
}

function firstDifference(there: Uint8Array, wanted: Uint8Array): number {
  const at = there.findIndex((byte, index) => byte !== wanted[index])
  return at < 0 ? there.length : at
}

function lineFeeds(bytes: Uint8Array): number {
  return bytes.reduce((lines, byte) => lines + Number(byte === 0x0a), 0)
}

function differs(byte: number, line: number): Creation {
  const message = `There is another file already: it differs from byte ${byte} on and was left as it is.`
  return { kind: 'refused', rule: 'export.differs', line, message }
}
