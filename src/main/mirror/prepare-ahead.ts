import { PREPARED_BYTES_MAX, PREPARED_COMMITS_MAX } from '../../shared/mirror-limits.ts'
import type { PreparedObject, WritableStore } from '../object-store/writable-store.ts'
import type { RangedCommit } from '../postgres/stored-commits.ts'
import { commitBytes, commitKey, modifiedMsOf } from './publish-commit.ts'

interface PrintedCommit {
  readonly commit: RangedCommit
  readonly bytes: Buffer
}

/** A commit whose file only has to be made. */
export interface ReadyCommit extends PrintedCommit {
  /** Undefined for a base, which has no commit file. */
  readonly prepared: Promise<PreparedObject> | undefined
}

/**
 * The same commits in the same order, with their files prepared: a few together, and then nothing until these are made, for
 * a file system makes what is synced together durable at once, and whoever makes a file would wait for every other sync.
 * Meanwhile the next ones are read. What was prepared is given up when its turn is over.
 */
export async function* prepareAhead(
  store: WritableStore,
  commits: AsyncGenerator<RangedCommit, void>,
  signal: AbortSignal,
): AsyncGenerator<ReadyCommit, void> {
  const batches = batchesOf(commits)
  const read = () => {
    const batch = batches.next()
    // Its failure is met when its turn comes.
    batch.catch(() => {})
    return batch
  }
  let givingUp: Promise<unknown> = Promise.resolve()
  let coming = read()
  try {
    for (let next = await coming; next.value; next = await coming) {
      coming = read()
      const ready = next.value.map(printed => prepare(store, printed, signal))
      try {
        await Promise.all([givingUp, Promise.allSettled(ready.map(({ prepared }) => prepared))])
        yield* ready
      } finally {
        givingUp = Promise.all(ready.map(giveUp))
        givingUp.catch(() => {})
      }
    }
  } finally {
    await coming.catch(() => {})
    await batches.return()
    await givingUp
  }
}

/** As many commits as are prepared together, by number and bytes; one that is larger comes alone. */
async function* batchesOf(commits: AsyncGenerator<RangedCommit, void>): AsyncGenerator<PrintedCommit[], void> {
  let batch: PrintedCommit[] = []
  let size = 0
  try {
    for await (const commit of commits) {
      const bytes = commit.kind === 'base' ? Buffer.alloc(0) : await commitBytes(commit)
      if (batch.length === PREPARED_COMMITS_MAX || (batch.length > 0 && size + bytes.length > PREPARED_BYTES_MAX)) {
        yield batch
        batch = []
        size = 0
      }
      batch.push({ commit, bytes })
      size += bytes.length
    }
  } catch (error) {
    // What came before a commit that cannot be read is published all the same.
    if (batch.length > 0) yield batch
    throw error
  }
  if (batch.length > 0) yield batch
}

function prepare(store: WritableStore, { commit, bytes }: PrintedCommit, signal: AbortSignal): ReadyCommit {
  if (commit.kind === 'base') return { commit, bytes, prepared: undefined }
  const prepared = store.prepare(commitKey(commit.version), bytes, { modifiedMs: modifiedMsOf(commit) }, signal)
  prepared.catch(() => {})
  return { commit, bytes, prepared }
}

async function giveUp({ prepared }: ReadyCommit): Promise<void> {
  const object = await prepared?.catch(() => undefined)
  await object?.[Symbol.asyncDispose]()
}
