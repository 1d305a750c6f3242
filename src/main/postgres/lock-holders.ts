import type pg from 'pg'
import { ADVISORY_KEY } from './lock-table.ts'

/** A session that keeps others from a table's head. */
export interface LockHolder {
  readonly pid: number
  readonly application: string
  readonly user: string | null
  /** As pg_stat_activity names it; null where this user may not know. */
  readonly state: string | null
  /** Milliseconds since 1970; null where this user may not know. */
  readonly transactionStart: number | null
  readonly queryStart: number | null
}

const HOLDERS_MAX = 5

/**
 * Who holds the lock of a table's head right now, the oldest transaction first: the transactions that the row itself
 * names, and those that hold the advisory lock of the same table.
 */
export async function readLockHolders(client: pg.ClientBase, tableId: string): Promise<LockHolder[]> {
  const holders = await holdersAmong(client, tableId, 'select t.xmax')
  return holders.length > 0 ? holders : sharersOf(client, tableId)
}

/** The row names a group where several hold it. To ask for a group where it is none is an error that says nothing. */
async function sharersOf(client: pg.ClientBase, tableId: string): Promise<LockHolder[]> {
  try {
    return await holdersAmong(client, tableId, 'select m.xid from pg_get_multixact_members(t.xmax) m')
  } catch {
    return []
  }
}

async function holdersAmong(client: pg.ClientBase, tableId: string, transactions: string): Promise<LockHolder[]> {
  const { rows } = await client.query<LockHolder>({
    text: `select distinct on (a.xact_start, a.pid) a.pid, coalesce(a.application_name, '') as application,
         a.usename as user, a.state, (extract(epoch from a.xact_start) * 1000)::float8 as "transactionStart",
         (extract(epoch from a.query_start) * 1000)::float8 as "queryStart"
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
       cross join (select xmax, ${ADVISORY_KEY} as key from dl_tables where table_id = $1) t
       where l.granted and l.mode = 'ExclusiveLock' and a.pid <> pg_backend_pid()
         and (
           (l.locktype = 'transactionid' and l.transactionid in (${transactions}))
           or (l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())
             and (l.classid::int8 << 32 | l.objid::int8) = t.key)
         )
       order by a.xact_start, a.pid
       limit ${HOLDERS_MAX}`,
    values: [tableId],
  })
  return rows
}
