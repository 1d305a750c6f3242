import { CHECKPOINT_FILE_BYTES_MAX } from '../../../shared/mirror-limits.ts'
import { getObject } from '../../object-store/get-object.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import type { BuilderThread } from './builder-thread.ts'
import type { CheckpointOutcome, CheckpointStep } from './checkpoint-outcome.ts'
import type { BuiltFile } from './worker-messages.ts'

interface Means {
  readonly store: WritableStore
  readonly thread: BuilderThread
  readonly hasJsonStats: boolean
  readonly step: (name: CheckpointStep) => Promise<void>
}

/**
 * Stores a file and reads it back: the rows and the digest of its actions must be those that went in. A file that differs
 * is removed, so that no reader falls over it; undefined says that all is well.
 */
export async function storeVerified(
  { store, thread, hasJsonStats, step }: Means,
  key: string,
  { bytes, rows, digest }: BuiltFile,
  signal: AbortSignal,
): Promise<Extract<CheckpointOutcome, { kind: 'failed' }> | undefined> {
  if (bytes.length > CHECKPOINT_FILE_BYTES_MAX) {
    const message = `The checkpoint has ${bytes.length} bytes in one file; set delta.checkpointPolicy to v2 to split it.`
    return { kind: 'failed', rule: 'checkpoint.too-large', message }
  }
  await step('store')
  await store.replace(key, bytes, {}, signal)
  await step('verify')
  const stored = await getObject(store, key, CHECKPOINT_FILE_BYTES_MAX)
  const content = await thread.read(stored.bytes, hasJsonStats)
  if (typeof content !== 'string' && content.rows === rows && content.digest === digest) return undefined
  await store.remove(key, signal)
  const found = typeof content === 'string' ? content : `It has ${content.rows} of ${rows} actions, or other ones.`
  return { kind: 'failed', rule: 'checkpoint.verify', message: `${key} did not come back as it was written. ${found}` }
}
