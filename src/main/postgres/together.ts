import type pg from 'pg'

/** True where a statement may be sent before the one before it is answered. */
export function isPipelined(client: pg.ClientBase): boolean {
  return 'pipeline' in client && client.pipeline === true
}

type Works<T extends readonly unknown[]> = { readonly [K in keyof T]: () => Promise<T[K]> }

/**
 * Runs works that each send statements on one connection: all at once where it is pipelined, one after the other where
 * it is not. Rejects with the failure of the first work that fails in their order.
 */
export async function together<T extends readonly unknown[]>(client: pg.ClientBase, ...works: Works<T>): Promise<T>
export async function together(client: pg.ClientBase, ...works: readonly (() => Promise<unknown>)[]) {
  if (isPipelined(client)) {
    // Failures that arrive together are told in no order; the first in the order of sending is the cause of the others.
    const settled = await Promise.allSettled(works.map(work => work()))
    return settled.map(result => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }
  const results: unknown[] = []
  for (const work of works) results.push(await work())
  return results
}
