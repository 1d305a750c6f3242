import type { TableHead } from './postgres/changes.ts'

export interface HeadsEvent {
  readonly heads: TableHead[]
}

/** One watch on the database for any number of pages. */
export interface SharedHeads {
  /** Begins with where every table stands, then goes on with what moved; ends with the signal's reason. */
  subscribe(signal: AbortSignal): AsyncGenerator<HeadsEvent, never>
  /** Settles when the watch has ended. */
  readonly ended: Promise<void>
}

/**
 * Shares `source`, which must begin with every table. A subscriber that is slow gets the newest head of each table and
 * not every step on the way, so what waits for it never grows beyond one entry for each table.
 */
export function shareHeads(source: AsyncIterable<TableHead[]>): SharedHeads {
  const heads = new Map<string, bigint>()
  const subscribers = new Set<(moved: readonly TableHead[]) => void>()
  const started = Promise.withResolvers<void>()

  async function pump(): Promise<void> {
    for await (const moved of source) {
      for (const { tableId, head } of moved) heads.set(tableId, head)
      started.resolve()
      for (const tell of subscribers) tell(moved)
    }
  }

  async function* subscribe(signal: AbortSignal): AsyncGenerator<HeadsEvent, never> {
    const waiting = new Map<string, bigint>()
    let news = Promise.withResolvers<void>()
    const tell = (moved: readonly TableHead[]) => {
      for (const { tableId, head } of moved) waiting.set(tableId, head)
      news.resolve()
    }
    const stop = () => news.resolve()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await Promise.race([started.promise, news.promise])
      signal.throwIfAborted()
      subscribers.add(tell)
      yield { heads: listOf(heads) }
      while (true) {
        await news.promise
        signal.throwIfAborted()
        news = Promise.withResolvers<void>()
        const moved = listOf(waiting)
        waiting.clear()
        yield { heads: moved }
      }
    } finally {
      subscribers.delete(tell)
      signal.removeEventListener('abort', stop)
    }
  }

  return { subscribe, ended: pump() }
}

/** The newest head of each table that either event names. */
export function joinHeads(held: HeadsEvent, next: HeadsEvent): HeadsEvent {
  return { heads: listOf(new Map([...held.heads, ...next.heads].map(({ tableId, head }) => [tableId, head]))) }
}

function listOf(heads: ReadonlyMap<string, bigint>): TableHead[] {
  return Array.from(heads, ([tableId, head]) => ({ tableId, head }))
}
