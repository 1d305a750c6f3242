import { PREPARED_BYTES_MAX, PREPARED_COMMITS_MAX } from '../../shared/mirror-limits.ts'
import type { PreparedObject, WritableStore } from '../object-store/writable-store.ts'
import type { RangedCommit } from '../postgres/stored-commits.ts'
import { commitBytes, commitKey, modifiedMsOf } from './publish-commit.ts'

/** A commit whose file only has to be made. */
export interface ReadyCommit {
  readonly commit: RangedCommit
  readonly bytes: Buffer
  /** Undefined for a base, which has no commit file. */
  readonly prepared: Promise<PreparedObject> | undefined
}

/**
 * The same commits in the same order; while one is worked on, the files of the next ones are prepared, as many at a time as
 * few bytes allow. What was prepared is given up when its turn is over.
 */
export async function* prepareAhead(
  store: WritableStore,
  commits: AsyncGenerator<RangedCommit, void>,
  signal: AbortSignal,
): AsyncGenerator<ReadyCommit, void> {
  const room = new Room(PREPARED_BYTES_MAX)
  const ready = prepareEach(store, commits, room, signal)
  const coming: Promise<IteratorResult<ReadyCommit, void>>[] = []
  const ask = () => {
    const next = ready.next()
    // Its failure is met when its turn comes.
    next.catch(() => {})
    coming.push(next)
  }
  let givingUp: Promise<void> = Promise.resolve()
  try {
    while (coming.length < PREPARED_COMMITS_MAX) ask()
    for (let next = coming.shift(); next; next = coming.shift()) {
      const { done, value } = await next
      if (done) return
      ask()
      try {
        yield value
      } finally {
        room.leave(value.bytes.length)
        await givingUp
        givingUp = giveUp(value)
      }
    }
  } finally {
    room.open()
    for (const next of await Promise.allSettled(coming)) {
      if (next.status === 'fulfilled' && next.value.value) await giveUp(next.value.value)
    }
    await givingUp
    await ready.return()
  }
}

async function* prepareEach(
  store: WritableStore,
  commits: AsyncGenerator<RangedCommit, void>,
  room: Room,
  signal: AbortSignal,
): AsyncGenerator<ReadyCommit, void> {
  for await (const commit of commits) {
    const bytes = commit.kind === 'base' ? Buffer.alloc(0) : await commitBytes(commit)
    await room.enter(bytes.length)
    const options = { modifiedMs: modifiedMsOf(commit) }
    const prepared =
      commit.kind === 'base' ? undefined : store.prepare(commitKey(commit.version), bytes, options, signal)
    prepared?.catch(() => {})
    yield { commit, bytes, prepared }
  }
}

async function giveUp({ prepared }: ReadyCommit): Promise<void> {
  const object = await prepared?.catch(() => undefined)
  await object?.[Symbol.asyncDispose]()
}

/** Lets bytes in until there are enough; a single large amount always fits. */
class Room {
  readonly #most: number
  #inside = 0
  #isOpen = false
  #left = Promise.withResolvers<void>()

  constructor(most: number) {
    this.#most = most
  }

  async enter(bytes: number): Promise<void> {
    while (this.#inside > 0 && this.#inside + bytes > this.#most && !this.#isOpen) await this.#left.promise
    this.#inside += bytes
  }

  leave(bytes: number): void {
    this.#inside -= bytes
    this.#left.resolve()
    this.#left = Promise.withResolvers()
  }

  /** Nobody waits any more. */
  open(): void {
    this.#isOpen = true
    this.#left.resolve()
  }
}
