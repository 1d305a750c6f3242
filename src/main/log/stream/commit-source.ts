import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** Where the lines of a commit come from: a text in memory, or a file of this machine. */
export type CommitSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }

/** A source that cannot be read as text, in a sentence. */
export class SourceUnreadable extends Error {
  override readonly name = 'SourceUnreadable'
}

const PIECE_BYTES = 512 * 1024

/**
 * The source as pieces of text, read one after the other, and at the end the SHA-256 of its bytes. Throws SourceUnreadable.
 * Blocks its thread.
 */
export function readPieces(source: CommitSource): Generator<string, string> {
  return source.kind === 'text' ? piecesOfText(source.text) : piecesOfFile(source.path)
}

function* piecesOfText(text: string): Generator<string, string> {
  const digest = createHash('sha256')
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE_BYTES)
    // Both halves of a surrogate pair go into the digest together.
    if (end < text.length && isLeading(text.charCodeAt(end - 1))) end++
    const piece = text.slice(at, end)
    digest.update(piece)
    yield piece
    at = end
  }
  return digest.digest('hex')
}

function isLeading(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function* piecesOfFile(path: string): Generator<string, string> {
  const file = orUnreadable(path, () => openSync(path, 'r'))
  try {
    const digest = createHash('sha256')
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
    for (;;) {
      const length = orUnreadable(path, () => readSync(file, buffer))
      if (length === 0) break
      const bytes = buffer.subarray(0, length)
      digest.update(bytes)
      yield decoded(decoder, bytes)
    }
    const rest = decoded(decoder)
    if (rest !== '') yield rest
    return digest.digest('hex')
  } finally {
    closeSync(file)
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
  } catch {
    throw new SourceUnreadable('The actions are not UTF-8.')
  }
}

function orUnreadable<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new SourceUnreadable(`The file ${path} cannot be read: ${REASONS[code] ?? code}.`)
  }
}

const REASONS: Readonly<Record<string, string | undefined>> = {
  ENOENT: 'there is no such file',
  EACCES: 'the system does not allow it',
  EISDIR: 'it is a folder',
}
