import { ObjectFailure } from '../object-store.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** No reader of Delta looks at a name with a leading dot. It is left only where it may be written and not removed. */
const PROBE = '_delta_log/.deltadesk-probe'
const BYTES = new TextEncoder().encode('Asks whether this store makes objects exclusively.\n')

/** Places that honour the condition. */
const proven = new Set<string>()

/**
 * Fails with `refused` unless the store refuses to make an object that exists (`If-None-Match: *`): one that ignores the
 * condition would let two publishers overwrite each other. Asked once for each place. Of several that ask at the same
 * time only the one that made the object removes it, after the store has refused to make it a second time.
 */
export async function probeExclusive(bucket: S3Bucket, signal: AbortSignal): Promise<void> {
  if (proven.has(bucket.location)) return
  const put = () => bucket.put(PROBE, BYTES, { absent: true }, signal)
  if ((await put()) !== undefined) {
    const isHonoured = (await put()) === undefined
    await bucket.delete(PROBE, signal).catch(error => {
      // Whoever may write and not remove has a small hidden object there, which answers the next question at once.
      if (!(error instanceof ObjectFailure)) throw error
    })
    if (!isHonoured) {
      throw new ObjectFailure(
        'refused',
        `${bucket.location} ignores If-None-Match: two publishers could overwrite each other there.`,
      )
    }
  }
  proven.add(bucket.location)
}
