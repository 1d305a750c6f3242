import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { type Client, client } from './client.ts'
import { historyPageOf } from './queries.ts'

const RESTART_MS = 1_000
/** A busy table moves its head many times a second; nobody reads that fast, and every move costs a read. */
const CALM_MS = 250
/** How busy a table was and how far its mirror has come costs more to read, and follows the head some time later. */
const ACTIVITY_AFTER_MS = 3_000

const heads = new Map<string, bigint>()
const listeners = new Set<() => void>()

/**
 * Owns the freshness of every read: follows the heads of all tables and marks what a moved head makes stale, table by
 * table. The stream begins with where every table stands, so nothing is missed over a lost connection. Runs until
 * `signal` stops it.
 */
export async function watchChanges(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  let pending: MovedHead[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isActivityStale = false
  function collect(moved: readonly MovedHead[]): void {
    pending.push(...moved)
    if (timer === undefined) flush()
  }
  function flush(): void {
    timer = pending.length > 0 ? setTimeout(flush, CALM_MS) : undefined
    if (applyHeads(queryClient, pending) && !isActivityStale) {
      isActivityStale = true
      setTimeout(refreshActivity, ACTIVITY_AFTER_MS)
    }
    pending = []
  }
  function refreshActivity(): void {
    isActivityStale = false
    void queryClient.invalidateQueries({ queryKey: ['catalog', 'activity'] })
  }
  while (!signal.aborted) {
    try {
      const stream = await client.changes.watch(undefined, { signal })
      for await (const event of stream) collect(event.heads)
    } catch {
      // The reason is shown by the connection and by the reads themselves; here it only means to begin again.
    }
    await new Promise(resolve => setTimeout(resolve, RESTART_MS))
  }
}

/** The newest head that the stream has told of a table; `undefined` before it has. */
export function useHead(tableId: string | undefined): bigint | undefined {
  return useSyncExternalStore(subscribe, () => (tableId === undefined ? undefined : heads.get(tableId)))
}

type MovedHead =
  Awaited<ReturnType<Client['changes']['watch']>> extends AsyncIterable<infer Event, unknown, unknown>
    ? Event extends { heads: readonly (infer Head)[] }
      ? Head
      : never
    : never

/** Whether any head has moved. */
function applyHeads(queryClient: QueryClient, moved: readonly MovedHead[]): boolean {
  let anyMoved = false
  for (const { tableId, head } of moved) {
    const before = heads.get(tableId)
    if (before === head) continue
    heads.set(tableId, head)
    anyMoved = true
    if (before !== undefined) invalidateTable(queryClient, tableId, before)
  }
  if (!anyMoved) return false
  void queryClient.invalidateQueries({ queryKey: ['tables'] })
  for (const listener of listeners) listener()
  return true
}

/** Committed versions never change, so only what depends on the head is read again. */
function invalidateTable(queryClient: QueryClient, tableId: string, headBefore: bigint): void {
  const firstStalePage = headBefore < 0n ? 0 : historyPageOf(headBefore)
  void queryClient.invalidateQueries({
    queryKey: ['table', tableId],
    predicate: ({ queryKey: [, , what, page] }) =>
      what === 'growth' ||
      what === 'live' ||
      (what === 'history' && typeof page === 'number' && page >= firstStalePage),
  })
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
