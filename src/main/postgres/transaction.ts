import type pg from 'pg'
import type { Database } from './connection.ts'

/** COMMIT was answered with ROLLBACK: a statement had failed before and nothing is kept. */
export class TransactionRolledBack extends Error {
  constructor() {
    super('the transaction had failed before its COMMIT and was rolled back')
    this.name = 'TransactionRolledBack'
  }
}

/**
 * Borrows a connection for `work` inside a READ COMMITTED transaction: commits when it returns, rolls back when it
 * throws. A connection that fails to roll back is thrown away, not given back.
 */
export async function inTransaction<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withConnection(database, async client => {
    await client.query('begin')
    const result = await work(client)
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new TransactionRolledBack()
    return result
  })
}

/**
 * Borrows a connection for `work`. A transaction that `work` leaves open is rolled back; where that fails, the connection
 * is thrown away.
 */
export async function withConnection<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pool.connect()
  try {
    return await work(client)
  } finally {
    client.release(!(await isClean(client)))
  }
}

/** True where no transaction is open any more; rolls back an open one. */
export async function isClean(client: pg.PoolClient): Promise<boolean> {
  if (client.getTransactionStatus() === 'I') return true
  try {
    await client.query('rollback')
    return client.getTransactionStatus() === 'I'
  } catch {
    return false
  }
}
