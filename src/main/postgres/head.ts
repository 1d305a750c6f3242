import type pg from 'pg'
import { HEAD_STATE_COLUMNS, HEAD_STATE_JOINS, type HeadState, type HeadStateRow, toHeadState } from './head-state.ts'

/** A table as a commit finds it. */
export interface Head {
  readonly name: string
  /** The newest version; -1 for a table without a commit. */
  readonly version: bigint
  /** Why no writer may commit to the table; null for an ordinary one. */
  readonly restriction: string | null
  /** When the next version may be committed, in milliseconds since 1970: the server's clock, but later than the head. */
  readonly nextTime: bigint
  /** Undefined for a table without a commit. */
  readonly state: HeadState | undefined
  /** The version of a draft that is sent again (C4). */
  readonly found: { readonly version: bigint; readonly committedAt: number } | undefined
}

interface HeadRow extends HeadStateRow {
  readonly name: string
  readonly version: bigint
  readonly restriction: string | null
  readonly nextTime: bigint
  readonly recorded: boolean
  readonly foundVersion: bigint | null
  readonly foundAt: number | null
}

/**
 * Everything about a table's head that a commit must know, in one statement; undefined where there is no such table.
 * What it says stays true for as long as the head stays where it is: history never changes.
 */
export async function lookAtHead(client: pg.ClientBase, tableId: string, commitId: string): Promise<Head | undefined> {
  const { rows } = await client.query<HeadRow>({
    name: 'look_at_head',
    text: `select t.name, t.current_version as version, t.properties->>'restriction' as restriction, v.version is not null as recorded,
            floor(extract(epoch from greatest(clock_timestamp(), v.committed_at + interval '1 millisecond'))::numeric
              * 1000)::int8 as "nextTime",
            f.version as "foundVersion", (extract(epoch from f.committed_at) * 1000)::float8 as "foundAt",
            ${HEAD_STATE_COLUMNS}
       from dl_tables t
       left join lateral (
         select * from dl_table_versions
           where table_id = t.table_id and version <= t.current_version order by version desc limit 1
       ) v on true
       ${HEAD_STATE_JOINS}
       left join dl_table_versions f on f.table_id = t.table_id and f.commit_id = $2
       where t.table_id = $1
       order by p.ordinal desc, m.ordinal desc limit 1`,
    values: [tableId, commitId],
  })
  const [row] = rows
  return (
    row && {
      name: row.name,
      version: row.version,
      restriction: row.restriction,
      nextTime: row.nextTime,
      state: row.recorded ? toHeadState(row) : undefined,
      found:
        row.foundVersion === null || row.foundAt === null
          ? undefined
          : { version: row.foundVersion, committedAt: row.foundAt },
    }
  )
}
