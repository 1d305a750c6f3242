import type { CleanupOffer } from '../../shared/contract/mirror-details.ts'
import { parseLogName } from '../../shared/delta/log-names.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { CLEANUP_SHOWN_MAX } from '../../shared/mirror-limits.ts'
import { CheckpointFailure } from '../delta-log/checkpoint-failure.ts'
import { listLog } from '../delta-log/list-log.ts'
import type { LogListing } from '../delta-log/log-listing.ts'
import { readCheckpoint } from '../delta-log/read-checkpoint.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import { isLogFileOfOurs } from '../object-store/written-names.ts'
import type { Database } from '../postgres/connection.ts'
import { readCommitTimes } from '../postgres/mirror-status.ts'
import { type Mirror, recordLogStart } from '../postgres/mirrors.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { type CleanupCandidate, offerCleanup } from './checkpoint/log-cleanup.ts'

/** What a cleanup came to. */
export type Cleanup =
  | { readonly kind: 'removed'; readonly removed: number }
  /** Nothing was removed; `message` says why in one sentence. */
  | { readonly kind: 'refused'; readonly message: string }

interface FullOffer {
  readonly from: bigint | undefined
  readonly candidates: readonly CleanupCandidate[]
  readonly listing: LogListing
}

/** What could be removed of a mirrored log, cut at a limit; nothing is removed (Delta protocol, "Metadata Cleanup"). */
export async function offerLogCleanup(
  database: Database,
  mirror: Mirror,
  store: WritableStore,
  signal: AbortSignal,
): Promise<CleanupOffer> {
  const { from, candidates } = await fullOffer(database, mirror, store, signal)
  return { from: from ?? null, count: candidates.length, candidates: candidates.slice(0, CLEANUP_SHOWN_MAX) }
}

/**
 * Removes what was offered, the oldest first, because a person wants it: `from` is the offer's. The checkpoint that the log
 * will begin with is read once more before. What is gone is written down first, so that no reconciler puts it back.
 */
export async function cleanLog(
  database: Database,
  mirror: Mirror,
  store: WritableStore,
  from: bigint,
  signal: AbortSignal,
): Promise<Cleanup> {
  const offer = await fullOffer(database, mirror, store, signal)
  if (offer.from !== from) {
    const now = offer.from === undefined ? 'nothing can be removed' : `the log would begin with version ${offer.from}`
    return { kind: 'refused', message: `The offer is another one by now: ${now}.` }
  }
  const damage = await damageOf(database, mirror.tableId, store, offer.listing, from, signal)
  if (damage) return { kind: 'refused', message: damage }
  await recordLogStart(database, mirror.tableId, from)
  let removed = 0
  for (const { file } of offer.candidates) {
    signal.throwIfAborted()
    if (parseLogName(file.slice(file.lastIndexOf('/') + 1))?.kind === 'commit') await store.removeCommit(file, signal)
    else await store.remove(file, signal)
    removed++
  }
  return { kind: 'removed', removed }
}

async function fullOffer(
  database: Database,
  { tableId, published }: Mirror,
  store: WritableStore,
  signal: AbortSignal,
): Promise<FullOffer> {
  const listing = await listLog(store, signal)
  const header = await readSnapshotHeader(database, tableId, published)
  const parsed = header?.metaData ? parseAction(header.metaData, 0) : undefined
  if (parsed?.kind !== 'ok' || parsed.value.action.kind !== 'metaData') {
    return { from: undefined, candidates: [], listing }
  }
  const times = await readCommitTimes(database, tableId)
  const { from, candidates } = offerCleanup(parsed.value.action, listing, times, BigInt(Date.now()))
  return { from, candidates: candidates.filter(({ file }) => isLogFileOfOurs(file)), listing }
}

/** Why readers could not begin with the checkpoint of a version; undefined where they can. */
async function damageOf(
  database: Database,
  tableId: string,
  store: WritableStore,
  listing: LogListing,
  version: bigint,
  signal: AbortSignal,
): Promise<string | undefined> {
  const checkpoint = listing.checkpoints.find(found => found.version === version && found.fault === undefined)
  if (checkpoint === undefined) return `There is no whole checkpoint of version ${version}.`
  const wanted = (await readSnapshotHeader(database, tableId, version))?.numFiles
  let files = 0n
  try {
    for await (const { actions } of readCheckpoint(store, checkpoint, signal)) {
      for (const { kind } of actions) if (kind === 'add') files++
    }
  } catch (error) {
    if (!(error instanceof CheckpointFailure || error instanceof ObjectFailure)) throw error
    return `The checkpoint of version ${version} cannot be read: ${error.message}`
  }
  return files === wanted
    ? undefined
    : `The checkpoint of version ${version} has ${files} files, and the table had ${wanted}: nothing was removed.`
}
