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

/** Ends a session of the server; false where it is gone already or not ours to end. */
export async function endSession({ pool }: Pick<Database, 'pool'>, pid: number): Promise<boolean> {
  const { rows } = await pool.query<{ ended: boolean }>('select pg_terminate_backend($1) as ended', [pid])
  return rows[0]?.ended === true
}
