import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ARCHIVE_RATIO_MAX, ARCHIVE_SMALL_BYTES, UNPACKED_BYTES_MAX } from '../../shared/limits.ts'
import { ObjectFailure } from './object-store.ts'

export interface UnpackedFile extends AsyncDisposable {
  readonly path: string
}

/** Unpacks a gzip file of `size` bytes into a temporary file, which disposing removes. */
export async function unpackGzip(path: string, size: number, signal: AbortSignal): Promise<UnpackedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-archive-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const unpacked = join(folder, 'archive.tar')
  const bytesMax = archiveBytesMax(size)
  try {
    const out = createWriteStream(unpacked, { mode: 0o600 })
    await pipeline(createReadStream(path), createGunzip(), limited(bytesMax), out, { signal })
  } catch (error) {
    await remove()
    if (signal.aborted) throw signal.reason
    if (error instanceof ObjectFailure) throw error
    throw new ObjectFailure('damaged', `The archive cannot be unpacked: ${String(error)}.`)
  }
  return { path: unpacked, [Symbol.asyncDispose]: remove }
}

/** How much so many packed bytes may become. */
export function archiveBytesMax(packedBytes: number): number {
  return Math.min(UNPACKED_BYTES_MAX, Math.max(ARCHIVE_SMALL_BYTES, packedBytes * ARCHIVE_RATIO_MAX))
}

function limited(bytesMax: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length
      if (bytes <= bytesMax) done(null, chunk)
      else done(new ObjectFailure('refused', `Expected at most ${bytesMax} bytes from the archive; there are more.`))
    },
  })
}
