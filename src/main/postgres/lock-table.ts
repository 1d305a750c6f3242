import type pg from 'pg'

/**
 * Waits in the queue of writers until this transaction alone may advance the table's head. `no key` leaves the
 * foreign-key checks of other sessions alone.
 */
export async function lockTable(client: pg.ClientBase, tableId: string): Promise<void> {
  await client.query({
    name: 'lock_table',
    text: 'select from dl_tables where table_id = $1 for no key update',
    values: [tableId],
  })
}

/** Waits in a queue of its own, which writers know that ask for it; it is left when the transaction ends. */
export async function lockTableByAdvice(client: pg.ClientBase, tableId: string): Promise<void> {
  await client.query({
    name: 'lock_table_by_advice',
    text: `select pg_advisory_xact_lock(${ADVISORY_KEY})`,
    values: [tableId],
  })
}

/** Of the table whose id is the first parameter, in the session's schema. */
export const ADVISORY_KEY = `hashtextextended(current_schema() || ' ' || $1::uuid, 0)`
