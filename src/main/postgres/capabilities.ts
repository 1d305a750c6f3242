import type pg from 'pg'
import { copyUntypedRows } from '../copy/copy-writer.ts'
import type { CopyFormat } from '../copy/table-statements.ts'
import { actionTable } from './action-tables.ts'
import { sqlStateOf } from './sqlstate.ts'

/** What this server can do beyond the SQL that the log cannot do without; probed once for each connection config. */
export interface Capabilities {
  /** As `server_version_num`: 180004 for 18.4. */
  readonly serverVersion: number
  readonly serverVersionText: string
  /** Notifications arrive; without them changes are found by polling alone. */
  readonly listenNotify: boolean
  /** `pg_current_xact_id` and `pg_xact_status` can hint at the fate of a transaction. */
  readonly transactionStatus: boolean
  /** `pg_blocking_pids` can say who waits for whom. */
  readonly blockingPids: boolean
  /** `pg_current_wal_flush_lsn` can tell what has reached the disk. */
  readonly flushPosition: boolean
  /** The fastest way in which COPY takes rows here. */
  readonly copyFormat: CopyFormat | 'none'
  /** The server is a standby or read-only; nothing can be committed here. */
  readonly readOnly: boolean
}

interface CapabilitiesRow {
  serverVersion: number
  serverVersionText: string
  transactionStatus: boolean
  blockingPids: boolean
  flushPosition: boolean
  readOnly: boolean
}

export async function probeCapabilities(client: pg.ClientBase): Promise<Capabilities> {
  const { rows } = await client.query<CapabilitiesRow>(
    `select current_setting('server_version_num')::int4 as "serverVersion",
            current_setting('server_version') as "serverVersionText",
            to_regproc('pg_catalog.pg_current_xact_id') is not null
              and to_regproc('pg_catalog.pg_xact_status') is not null as "transactionStatus",
            to_regproc('pg_catalog.pg_blocking_pids') is not null as "blockingPids",
            to_regproc('pg_catalog.pg_current_wal_flush_lsn') is not null as "flushPosition",
            current_setting('transaction_read_only')::bool as "readOnly"`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the server answered the capability probe without a row')
  return { ...row, listenNotify: await canListen(client), copyFormat: await findCopyFormat(client) }
}

async function canListen(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query('listen deltadesk')
    await client.query('unlisten deltadesk')
    return true
  } catch {
    return false
  }
}

/** Copies no rows. A table that is not there yet, or must not be written, says nothing against the format. */
async function findCopyFormat(client: pg.ClientBase): Promise<CopyFormat | 'none'> {
  for (const format of ['binary', 'text'] as const) {
    try {
      await copyUntypedRows(client, actionTable('dl_other_actions'), [], { format })
      return format
    } catch (error) {
      if (!COPY_UNKNOWN.has(sqlStateOf(error) ?? '')) return format
    }
  }
  return 'none'
}

/** feature_not_supported, syntax_error, invalid_parameter_value */
const COPY_UNKNOWN: ReadonlySet<string> = new Set(['0A000', '42601', '22023'])
