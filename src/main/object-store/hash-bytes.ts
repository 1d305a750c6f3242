import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

/** Hashed within a few milliseconds. */
const SLICE_BYTES = 4 * 1024 * 1024

/** The hash of bytes of any length; everything else of this thread has its turn between slices of them. */
export async function hashBytes(algorithm: 'sha256' | 'md5', bytes: Uint8Array): Promise<Buffer> {
  const hash = createHash(algorithm)
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await setImmediate()
    hash.update(bytes.subarray(at, at + SLICE_BYTES))
  }
  return hash.digest()
}
