import type pg from 'pg'

/**
 * Lets everything that is sent from here to the end of this turn of the event loop leave as one: otherwise each statement
 * costs a system call here and wakes the server by itself.
 */
export function gatherWrites({ connection }: pg.PoolClient): void {
  const { stream } = connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}
