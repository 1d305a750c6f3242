import type pg from 'pg'

export interface LockedTable {
  readonly name: string
  /** The head; -1 for a table without a commit. */
  readonly head: bigint
}

/**
 * Waits in the queue of writers until this transaction alone may advance the table's head, and reads it. `undefined`
 * where there is no such table. `no key` leaves the foreign-key checks of other sessions alone.
 */
export async function lockTable(client: pg.ClientBase, tableId: string): Promise<LockedTable | undefined> {
  const { rows } = await client.query<LockedTable>({
    name: 'lock_table',
    text: 'select name, current_version as head from dl_tables where table_id = $1 for no key update',
    values: [tableId],
  })
  return rows[0]
}
