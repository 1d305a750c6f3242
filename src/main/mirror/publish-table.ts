import { PUBLISH_BATCH_MS, PUBLISH_BATCH_VERSIONS } from '../../shared/mirror-limits.ts'
import { hashBytes } from '../object-store/hash-bytes.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import type { Lease } from '../postgres/mirror-lease.ts'
import {
  type PublishedVersion,
  recordCheckpoint,
  recordPublished,
  recordPublishing,
} from '../postgres/mirror-status.ts'
import type { Divergence } from '../postgres/mirrors.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { prepareAhead } from './prepare-ahead.ts'
import { publishBase } from './publish-base.ts'
import { publishCommit } from './publish-commit.ts'

export type PublishEnd =
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'diverged'; readonly divergence: Divergence }
  /** The target failed at a version; those before it are recorded. */
  | { readonly kind: 'failed'; readonly version: bigint; readonly failure: ObjectFailure }
  /** Somebody else publishes the table by now, or it was paused. */
  | { readonly kind: 'lost-lease' }
  /** The state that the table begins with could not be made a checkpoint. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface PublishRange {
  readonly from: bigint
  /** Belongs to the range. */
  readonly to: bigint
}

/**
 * Publishes versions in their order (M2): files are made visible one after the other, while the next ones are prepared and
 * those before are recorded, many at a time. What was written and not recorded when the process dies is found by the next publisher (M4). Anything but a
 * failure of the target is thrown.
 */
export async function publishTable(
  database: Database,
  lease: Lease,
  store: WritableStore,
  { from, to }: PublishRange,
  signal: AbortSignal,
): Promise<PublishEnd> {
  const ledger = new PublishedBatch(database, lease, from)
  const end = async (value: PublishEnd): Promise<PublishEnd> =>
    (await ledger.finish()) ? value : { kind: 'lost-lease' }
  let at = from
  try {
    const commits = readStoredCommits(database, lease.tableId, from, to, { paged: true })
    for await (const ready of prepareAhead(store, commits, signal)) {
      signal.throwIfAborted()
      const { commit } = ready
      at = commit.version
      const published =
        commit.kind === 'base'
          ? await publishFirst(database, lease, commit.version, store, signal)
          : await publishCommit(store, ready, signal)
      if (published.kind === 'differs')
        return await end({ kind: 'diverged', divergence: { version: at, kind: 'differs' } })
      if (published.kind === 'refused') return await end(published)
      if (!(await ledger.add(published))) return { kind: 'lost-lease' }
    }
    return await end({ kind: 'caught-up' })
  } catch (error) {
    if (signal.aborted) return end({ kind: 'lost-lease' })
    if (!(error instanceof ObjectFailure)) {
      await ledger.finish()
      throw error
    }
    return end({ kind: 'failed', version: at, failure: error })
  }
}

/** A table that begins with the state of a checkpoint has no commit there: readers get the checkpoint instead. */
async function publishFirst(
  database: Database,
  lease: Lease,
  version: bigint,
  store: WritableStore,
  signal: AbortSignal,
): Promise<({ readonly kind: 'published' } & PublishedVersion) | Extract<PublishEnd, { kind: 'refused' }>> {
  const made = await publishBase(database, lease.tableId, version, store, signal)
  if (made.kind === 'refused') return made
  await recordCheckpoint(database, lease, { version, error: null })
  return { kind: 'published', version, sha256: await hashBytes('sha256', new Uint8Array()), size: 0, etag: '' }
}

/** Versions that are published and not recorded yet; one batch is recorded while the next one is collected. */
class PublishedBatch {
  readonly #database: Database
  readonly #lease: Lease
  #collected: PublishedVersion[] = []
  #sinceMs = 0
  #recording: Promise<boolean>

  constructor(database: Database, lease: Lease, first: bigint) {
    this.#database = database
    this.#lease = lease
    this.#recording = recordPublishing(database, lease, first).then(() => true)
    this.#recording.catch(() => {})
  }

  /** False once the lease is lost. */
  async add(version: PublishedVersion): Promise<boolean> {
    if (this.#collected.length === 0) this.#sinceMs = performance.now()
    this.#collected.push(version)
    const isFull = this.#collected.length >= PUBLISH_BATCH_VERSIONS
    return isFull || performance.now() - this.#sinceMs > PUBLISH_BATCH_MS ? this.#flush() : true
  }

  async finish(): Promise<boolean> {
    return (await this.#flush()) && (await this.#recording)
  }

  async #flush(): Promise<boolean> {
    if (!(await this.#recording)) return false
    const batch = this.#collected
    this.#collected = []
    this.#recording = recordPublished(this.#database, this.#lease, batch)
    // Whoever flushes next meets the failure; until then it must not end the process.
    this.#recording.catch(() => {})
    return true
  }
}
