import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { ObjectFailure, type OpenObject } from './object-store.ts'
import { OpenFile } from './open-file.ts'
import { RangeObject } from './range-object.ts'

/** What an archive says of an entry that is packed. */
export interface PackedEntry {
  readonly name: string
  readonly size: number
  readonly crc: number
  readonly modificationTime: bigint
}

const PIECE_BYTES = 1024 * 1024

/** Unpacks a large entry into a temporary file, which goes with the object. Fails with an `ObjectFailure`. */
export async function unpackEntry(packed: OpenObject, entry: PackedEntry): Promise<OpenObject> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-entry-'))
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const path = join(folder, 'entry')
  await using file = await open(path, 'wx', 0o600)
  const sum = new Sum(entry)
  const out = new Writable({
    write(piece: Uint8Array, _encoding, done) {
      if (sum.add(piece)) file.writeFile(piece).then(() => done(), done)
      else done(damaged(entry))
    },
  })
  await pipeline(Readable.from(piecesOf(packed)), createInflateRaw(), out).catch((error: unknown) => {
    throw error instanceof ObjectFailure ? error : damaged(entry)
  })
  if (!sum.isRight) throw damaged(entry)
  const unpacked = opened.use(await OpenFile.of(await open(path, 'r'), entry.name))
  return new UnpackedEntry(unpacked, entry, opened.move())
}

class UnpackedEntry extends RangeObject {
  readonly #opened: AsyncDisposableStack

  constructor(whole: OpenObject, { size, modificationTime }: PackedEntry, opened: AsyncDisposableStack) {
    super(whole, 0, size, modificationTime)
    this.#opened = opened
  }

  override [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync()
  }
}

/** Counts what comes out against what the archive says of it. */
class Sum {
  readonly #entry: PackedEntry
  #bytes = 0
  #crc = 0

  constructor(entry: PackedEntry) {
    this.#entry = entry
  }

  /** False as soon as there is more than there should be. */
  add(piece: Uint8Array): boolean {
    this.#bytes += piece.length
    this.#crc = crc32(piece, this.#crc)
    return this.#bytes <= this.#entry.size
  }

  get isRight(): boolean {
    return this.#bytes === this.#entry.size && this.#crc === this.#entry.crc
  }
}

async function* piecesOf(packed: OpenObject): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < packed.size; at += PIECE_BYTES) {
    yield await packed.read(at, Math.min(at + PIECE_BYTES, packed.size))
  }
}

function damaged({ name }: PackedEntry): ObjectFailure {
  return new ObjectFailure('damaged', `The zip archive is damaged at ${name}.`)
}
