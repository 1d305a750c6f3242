import type { Database } from './connection.ts'

/** A session of the server that cannot go on, and the sessions that hold what it wants. */
export interface Wait {
  readonly pid: number
  readonly blockers: readonly number[]
}

/** Which of these sessions wait for a lock right now, and for whom. */
export async function readWaits({ pool }: Pick<Database, 'pool'>, pids: readonly number[]): Promise<Wait[]> {
  if (pids.length === 0) return []
  const { rows } = await pool.query<{ pid: number; blockers: string }>({
    name: 'simulation_waits',
    text: `select w.pid, w.blockers::text from (
         select p.pid, pg_blocking_pids(p.pid) as blockers from unnest($1::int4[]) p (pid)
       ) w where cardinality(w.blockers) > 0`,
    values: [pids],
  })
  return rows.map(({ pid, blockers }) => ({ pid, blockers: blockers.replace(/[{}]/g, '').split(',').map(Number) }))
}

/** What a session that waits wants, and what it was doing when it came to wait. */
export interface WantedLock {
  readonly pid: number
  /** The mode and what it is wanted on, in words. */
  readonly lock: string
  /** The statement that waits, as far as the server shows it. */
  readonly statement: string
}

/**
 * The lock that each of these sessions waits for; nothing of those that do not wait any more. Whoever waits for a row waits
 * for the transaction that has changed or locked it, and holds the row's place in the queue meanwhile: it names the table.
 */
export async function readWantedLocks(
  { pool }: Pick<Database, 'pool'>,
  pids: readonly number[],
): Promise<WantedLock[]> {
  const { rows } = await pool.query<WantedLock>({
    name: 'simulation_wanted_locks',
    text: `with l as materialized (select * from pg_locks where pid = any($1::int4[]))
       select w.pid, a.query as statement, w.mode || ' on ' || case w.locktype
           when 'transactionid' then 'transaction ' || w.transactionid::text
             || coalesce(', for a row of ' || queued.relname, '')
           when 'tuple' then 'a row of ' || coalesce(c.relname, '?')
           when 'advisory' then 'an advisory lock'
           else concat_ws(' ', w.locktype, c.relname) end as lock
         from l w
         join pg_stat_activity a on a.pid = w.pid
         left join pg_class c on c.oid = w.relation
         left join lateral (
           select q.relname from l t join pg_class q on q.oid = t.relation
             where t.pid = w.pid and t.locktype = 'tuple' and t.granted limit 1
         ) queued on true
         where not w.granted`,
    values: [pids],
  })
  return rows
}

/** Whose sessions these are and what they do, in a few words. */
export async function readSessions(
  { pool }: Pick<Database, 'pool'>,
  pids: readonly number[],
): Promise<{ readonly pid: number; readonly text: string }[]> {
  if (pids.length === 0) return []
  const { rows } = await pool.query<{ pid: number; text: string }>(
    `select pid, concat_ws(', ', nullif(application_name, ''), usename, state, left(query, 80)) as text
       from pg_stat_activity where pid = any($1::int4[])`,
    [pids],
  )
  return rows
}

/** Ends a session of the server; false where it is gone already or not ours to end. */
export async function endSession({ pool }: Pick<Database, 'pool'>, pid: number): Promise<boolean> {
  const { rows } = await pool.query<{ ended: boolean }>('select pg_terminate_backend($1) as ended', [pid])
  return rows[0]?.ended === true
}
