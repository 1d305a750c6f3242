import type { Database } from './connection.ts'

/** A COPY of this database as the server sees it. */
export interface CopyProgress {
  readonly pid: number
  readonly table: string | null
  readonly command: string
  /** Where the rows come from: `PIPE` is the connection. */
  readonly source: string
  readonly bytesProcessed: bigint
  /** null where the server cannot know, as for every COPY over a connection. */
  readonly bytesTotal: bigint | null
  readonly rowsProcessed: bigint
  readonly applicationName: string
  /** Milliseconds since 1970; null where this user may not know. */
  readonly startedAt: number | null
  /** What the server waits for: `Client/ClientRead` means that the sender is the slower one. */
  readonly waitEvent: string | null
}

/** Every COPY under way in this database, the oldest first. Needs PostgreSQL 14; empty before. */
export async function readCopyProgress({ pool, capabilities }: Database): Promise<CopyProgress[]> {
  if (capabilities.serverVersion < PROGRESS_VERSION) return []
  const { rows } = await pool.query<CopyProgress>(
    `select p.pid, p.relid::regclass::text as "table", p.command, p.type as source,
            p.bytes_processed as "bytesProcessed", nullif(p.bytes_total, 0) as "bytesTotal",
            p.tuples_processed as "rowsProcessed", coalesce(a.application_name, '') as "applicationName",
            (extract(epoch from a.query_start) * 1000)::float8 as "startedAt",
            a.wait_event_type || '/' || a.wait_event as "waitEvent"
       from pg_stat_progress_copy p left join pg_stat_activity a on a.pid = p.pid
       where p.datname = current_database()
       order by a.query_start nulls last, p.pid`,
  )
  return rows
}

const PROGRESS_VERSION = 140_000
