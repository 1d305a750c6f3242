import type { Database } from './connection.ts'

/** A mirror that this publisher may work on, for as long as its lease is renewed. */
export interface Lease {
  readonly tableId: string
  /** Counts the holders of a mirror: what one of them records is refused once there is another. */
  readonly epoch: bigint
}

export interface Publisher {
  readonly id: string
  /** For people: the host and process. */
  readonly name: string
}

/**
 * Renews the leases that a publisher has and takes those that nobody has any more, of all active mirrors; one statement.
 * What is not among the answer is not held.
 */
export async function holdLeases({ pool }: Database, { id, name }: Publisher, leaseMs: number): Promise<Lease[]> {
  const { rows } = await pool.query<Lease>({
    name: 'hold_leases',
    text: `update dl_mirrors m set holder = $1, holder_name = $2,
               epoch = epoch + case when holder is not distinct from $1 then 0 else 1 end,
               lease_until = clock_timestamp() + $3::float8 * interval '1 ms'
             from (
               select table_id from dl_mirrors
                 where state = 'active' and (holder is null or holder = $1 or lease_until < clock_timestamp())
                 order by table_id for update skip locked
             ) free
             where m.table_id = free.table_id returning m.table_id as "tableId", m.epoch`,
    values: [id, name, leaseMs],
  })
  return rows
}

/** Gives every lease back, so that the next publisher need not wait for their end. */
export async function releaseLeases({ pool }: Database, publisherId: string): Promise<void> {
  await pool.query(
    `with halted as (
       update dl_mirror_status s set state = 'pending' from dl_mirrors m
         where m.holder = $1 and s.table_id = m.table_id and s.version > m.published_version and s.state = 'publishing'
     )
     update dl_mirrors set holder = null, holder_name = null, lease_until = null where holder = $1`,
    [publisherId],
  )
}
