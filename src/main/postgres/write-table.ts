import type pg from 'pg'

export interface NewTable {
  readonly tableId: string
  readonly name: string
  readonly location: string | null
}

/**
 * Creates a table without a commit inside the caller's transaction. False where the name is taken; a transaction that is
 * about to take it is waited for.
 */
export async function insertTable(client: pg.ClientBase, { tableId, name, location }: NewTable): Promise<boolean> {
  const { rowCount } = await client.query(
    'insert into dl_tables (table_id, name, location) values ($1, $2, $3) on conflict (name) do nothing',
    [tableId, name, location],
  )
  return rowCount === 1
}
