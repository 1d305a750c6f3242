import { TABLE_WRITERS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'

/** A writer's place at a table. */
export interface Turn {
  /** Lets the next one in; once. */
  leave(): void
}

/** The turn did not come in time. */
export class TurnTimeout extends Error {
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`no turn at the table within ${limitMs} ms`)
    this.name = 'TurnTimeout'
    this.limitMs = limitMs
  }
}

interface TableQueue {
  inside: number
  /** First come, first served. */
  readonly waiting: Set<() => void>
}

const queues = new WeakMap<Database, Map<string, TableQueue>>()

/**
 * Waits until fewer than `TABLE_WRITERS_MAX` writers of this process are at a table, in the order of asking. More of them
 * would not commit faster, since the table's lock lets one in at a time; but they would take connections from others and
 * wake each other in vain. Throws a TurnTimeout after `limitMs` and the reason of an aborted signal.
 */
export async function takeTurn(
  database: Database,
  tableId: string,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Turn> {
  const tables = queues.get(database) ?? new Map<string, TableQueue>()
  queues.set(database, tables)
  const queue = tables.get(tableId) ?? { inside: 0, waiting: new Set() }
  tables.set(tableId, queue)
  if (queue.inside < TABLE_WRITERS_MAX) queue.inside += 1
  else await waitIn(queue, limitMs, signal)
  let left = false
  return {
    leave() {
      if (left) return
      left = true
      const [next] = queue.waiting
      if (next) return next()
      queue.inside -= 1
      if (queue.inside === 0) tables.delete(tableId)
    },
  }
}

/** The one who leaves hands the place over, so that nobody can slip in between. */
function waitIn({ waiting }: TableQueue, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.delete(enter)
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const enter = () => {
      leave()
      resolve()
    }
    const giveUp = () => {
      leave()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      leave()
      reject(new TurnTimeout(limitMs))
    }, limitMs)
    if (signal?.aborted) return giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    waiting.add(enter)
  })
}
