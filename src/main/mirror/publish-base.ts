import { listLog } from '../delta-log/list-log.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import { makeCheckpoint } from './checkpoint/make-checkpoint.ts'

export type BaseOutcome = { readonly kind: 'written' } | { readonly kind: 'refused'; readonly reason: string }

/** Writes the state that a table begins with as a checkpoint: there is no commit for it, so readers need this one. */
export async function publishBase(
  database: Database,
  tableId: string,
  version: bigint,
  store: WritableStore,
  signal: AbortSignal,
): Promise<BaseOutcome> {
  const options = { nowMs: BigInt(Date.now()), isBase: true }
  const made = await makeCheckpoint(database, tableId, version, store, options, signal)
  switch (made.kind) {
    case 'written':
      return { kind: 'written' }
    case 'failed':
    case 'refused':
      return { kind: 'refused', reason: made.message }
    case 'cancelled':
      throw signal.reason
  }
  made satisfies never
}

/** Whether a target has a checkpoint of that version or a later one, without which nobody can read what follows. */
export async function hasBase(store: WritableStore, version: bigint, signal: AbortSignal): Promise<boolean> {
  try {
    const { checkpoints } = await listLog(store, signal)
    return checkpoints.some(checkpoint => checkpoint.fault === undefined && checkpoint.version >= version)
  } catch (error) {
    if (error instanceof ObjectFailure && error.kind === 'absent') return false
    throw error
  }
}
