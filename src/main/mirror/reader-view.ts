import type { ReaderView } from '../../shared/contract/mirror-details.ts'
import { listLog } from '../delta-log/list-log.ts'
import type { LogListing } from '../delta-log/log-listing.ts'
import { headOf, planSnapshot, reconstructableVersions } from '../delta-log/plan-snapshot.ts'
import { readLastCheckpoint } from '../delta-log/read-last-checkpoint.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'

/**
 * What the files of a target give to somebody who knows nothing else: by their names and the pointer alone, nothing else of
 * them is read. The table's size is that of the same version as it was committed.
 */
export async function readerView(
  database: Database,
  tableId: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<ReaderView> {
  try {
    const listing = await listLog(store, signal)
    const head = headOf(listing)
    if (head === undefined) return { kind: 'unreadable', message: 'There is neither a commit nor a checkpoint.' }
    const planned = planSnapshot(listing, head)
    if (planned.kind === 'error') return { kind: 'unreadable', message: planned.error.message }
    const { base, commits } = planned.plan
    const header = await readSnapshotHeader(database, tableId, head)
    return {
      kind: 'readable',
      version: head,
      oldest: reconstructableVersions(listing).find(({ to }) => to === head)?.from ?? head,
      commits: listing.commits.length,
      files: header?.numFiles ?? null,
      bytes: header?.sizeInBytes ?? null,
      checkpoint: base?.version ?? null,
      tail: commits.length,
      pointer: await pointerOf(store, listing),
    }
  } catch (error) {
    if (!(error instanceof ObjectFailure)) throw error
    return { kind: 'unreadable', message: error.message }
  }
}

async function pointerOf(
  store: ObjectStore,
  listing: LogListing,
): Promise<Extract<ReaderView, { kind: 'readable' }>['pointer']> {
  const pointer = await readLastCheckpoint({ store, listing })
  if (pointer.kind === 'absent') return 'absent'
  if (pointer.kind === 'untrusted' || pointer.checkpoint === undefined) return 'wrong'
  return pointer.findings.length > 0 ? 'behind' : 'right'
}
