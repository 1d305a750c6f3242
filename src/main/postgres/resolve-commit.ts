import type { Database } from './connection.ts'
import { signalOf } from './sqlstate.ts'
import { withConnection } from './transaction.ts'
import { findCommit, type RecordedCommit } from './write-lookups.ts'

export type CommitFate =
  | { readonly kind: 'found'; readonly commit: RecordedCommit }
  | { readonly kind: 'absent' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'table-gone' }

/**
 * What became of a commit after its COMMIT was sent; only reads. A transaction that has sent COMMIT holds the lock of
 * the table's row until it ends, so a ledger that is read under a shared lock of that row and does not have the commit
 * never will: `absent` is a proof. `locked` says that some transaction still held the lock after `waitMs`, or that this session may take no lock.
 * `table-gone` says that the table was dropped, and its ledger with it.
 */
export async function readCommitFate(
  database: Database,
  tableId: string,
  commitId: string,
  waitMs: number,
): Promise<CommitFate> {
  return withConnection(database, async client => {
    const early = await findCommit(client, tableId, commitId)
    if (early) return { kind: 'found', commit: early }
    // A session that may not write may not lock either; that the commit is absent cannot be proved there.
    if (database.capabilities.readOnly) return { kind: 'locked' }
    await client.query(`begin isolation level read committed; set local lock_timeout = ${waitMs}`)
    try {
      const { rowCount } = await client.query('select from dl_tables where table_id = $1 for share', [tableId])
      if (rowCount === 0) {
        await client.query('rollback')
        return { kind: 'table-gone' }
      }
    } catch (error) {
      if (signalOf(error) === 'timeout') return { kind: 'locked' }
      throw error
    }
    const late = await findCommit(client, tableId, commitId)
    await client.query('rollback')
    return late ? { kind: 'found', commit: late } : { kind: 'absent' }
  })
}
