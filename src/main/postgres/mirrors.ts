import type pg from 'pg'
import type { Database } from './connection.ts'

export type MirrorErrorClass =
  | 'throttled'
  | 'credentials'
  | 'precondition'
  | 'network'
  | 'no-space'
  | 'read-only'
  | 'corrupt'
  | 'missing'
  | 'other'

export interface Divergence {
  readonly version: bigint
  /** Another file stands at the version; a later file stands there while the version is missing; a file is beyond the head. */
  readonly kind: 'differs' | 'gap' | 'ahead'
}

/** The mirror of one table as the database has it. Times are milliseconds since 1970. */
export interface Mirror {
  readonly tableId: string
  readonly name: string
  readonly target: string
  readonly state: 'active' | 'paused' | 'diverged' | 'refused'
  readonly reason: string | null
  readonly restriction: string | null
  readonly head: bigint
  /** -1 before the first. */
  readonly published: bigint
  readonly publishedAt: number | null
  /** How old the oldest unpublished version is by the database's clock; null where nothing is. */
  readonly lagMs: number | null
  readonly checkpointVersion: bigint | null
  readonly checkpointError: string | null
  /** When a checkpoint was made or tried for the last time. */
  readonly checkpointAt: number | null
  readonly reconciledAt: number | null
  /** Commit files before it were removed on demand. */
  readonly logStart: bigint
  readonly attempts: number
  readonly errorClass: MirrorErrorClass | null
  readonly errorMessage: string | null
  readonly failingSince: number | null
  readonly nextAttemptAt: number | null
  readonly divergenceVersion: bigint | null
  readonly divergenceKind: Divergence['kind'] | null
  readonly holder: string | null
  readonly holderName: string | null
  readonly epoch: bigint
  readonly isHeld: boolean
  /** No attempt has to be waited for. */
  readonly isDue: boolean
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`

/**
 * Since when a version could be published. An imported version has the time of its source, which says nothing of that: it
 * waits since attempts fail, or since the last publication where no program publishes.
 */
const WAITING_SINCE = `case when v.writer <> 'import' then greatest(v.committed_at, m.set_at)
     when m.failing_since is not null then m.failing_since
     when m.lease_until > clock_timestamp() then clock_timestamp()
     else greatest(m.published_at, m.set_at) end`

const MIRROR = `m.table_id as "tableId", t.name, m.target, m.state, m.reason, t.properties->>'restriction' as restriction,
  t.current_version as head, m.published_version as published, ${ms('m.published_at')} as "publishedAt",
  (select greatest(0, ${ms(`clock_timestamp() - ${WAITING_SINCE}`)}) from dl_table_versions v
     where v.table_id = m.table_id and v.version > m.published_version order by v.version limit 1) as "lagMs",
  m.checkpoint_version as "checkpointVersion", m.checkpoint_error as "checkpointError",
  ${ms('m.checkpoint_at')} as "checkpointAt", ${ms('m.reconciled_at')} as "reconciledAt", m.log_start as "logStart", m.attempts, m.error_class as "errorClass",
  m.error_message as "errorMessage", ${ms('m.failing_since')} as "failingSince", ${ms('m.next_attempt_at')} as "nextAttemptAt",
  m.divergence_version as "divergenceVersion", m.divergence_kind as "divergenceKind",
  m.holder, m.holder_name as "holderName", m.epoch, coalesce(m.lease_until > clock_timestamp(), false) as "isHeld",
  coalesce(m.next_attempt_at <= clock_timestamp(), true) as "isDue"`

/** Every mirror, by name; of one table where `tableId` is given. */
export async function readMirrors({ pool }: Database, tableId?: string): Promise<Mirror[]> {
  const { rows } = await pool.query<Mirror>({
    name: 'mirrors',
    text: `select ${MIRROR} from dl_mirrors m join dl_tables t on t.table_id = m.table_id
             where $1::uuid is null or m.table_id = $1 order by t.name`,
    values: [tableId ?? null],
  })
  return rows
}

/** How a target came to a table. */
export type TargetOutcome =
  | { readonly kind: 'set' }
  | { readonly kind: 'taken'; readonly table: string }
  | { readonly kind: 'no-table' }

/**
 * Says where a table is mirrored to. Another target than before begins from nothing, and takes the lease from whoever
 * has it, so that nothing of the former target is taken for the new one's.
 */
export async function setMirrorTarget(client: pg.ClientBase, tableId: string, target: string): Promise<TargetOutcome> {
  const { rows: taken } = await client.query<{ name: string }>(
    'select t.name from dl_mirrors m join dl_tables t on t.table_id = m.table_id where m.target = $1 and m.table_id <> $2',
    [target, tableId],
  )
  if (taken[0]) return { kind: 'taken', table: taken[0].name }
  const { rows: before } = await client.query<{ target: string }>(
    'select target from dl_mirrors where table_id = $1 for update',
    [tableId],
  )
  if (before[0]?.target === target) return { kind: 'set' }
  await client.query('delete from dl_mirror_status where table_id = $1', [tableId])
  const { rowCount } = await client.query(
    `insert into dl_mirrors (table_id, target) select table_id, $2 from dl_tables where table_id = $1
       on conflict (table_id) do update set target = excluded.target, set_at = excluded.set_at, state = 'active', reason = null,
         published_version = -1, published_at = null, checkpoint_version = null, checkpoint_error = null,
         checkpoint_at = null, reconciled_at = null, log_start = 0, failures = '[]', attempts = 0, error_class = null, error_message = null, failing_since = null,
         next_attempt_at = null, divergence_version = null, divergence_kind = null, holder = null, holder_name = null,
         lease_until = null, epoch = dl_mirrors.epoch + 1`,
    [tableId, target],
  )
  return rowCount === 1 ? { kind: 'set' } : { kind: 'no-table' }
}

export type MirrorCommand = 'pause' | 'resume' | 'retry' | 'remove'

const COMMANDS: Readonly<Record<MirrorCommand, string>> = {
  pause: `with halted as (
              update dl_mirror_status set state = 'pending' where table_id = $1 and state = 'publishing'
            )
            update dl_mirrors set state = 'paused', reason = null, next_attempt_at = null,
            holder = null, lease_until = null, epoch = epoch + 1
            where table_id = $1 and state in ('active', 'refused')`,
  resume: `update dl_mirrors set state = 'active', reason = null, next_attempt_at = null where table_id = $1 and state = 'paused'`,
  // A divergence is looked at again: where it is gone, the mirror goes on.
  retry: `update dl_mirrors set state = 'active', reason = null, next_attempt_at = null, divergence_version = null,
            divergence_kind = null where table_id = $1 and state <> 'paused'`,
  remove: `with gone as (delete from dl_mirror_status where table_id = $1)
            delete from dl_mirrors where table_id = $1`,
}

/** False where the command means nothing to the mirror as it stands, or there is none. Published files stay. */
export async function commandMirror({ pool }: Database, tableId: string, command: MirrorCommand): Promise<boolean> {
  const { rowCount } = await pool.query(COMMANDS[command], [tableId])
  return (rowCount ?? 0) > 0
}

/** Says that commit files before a version were removed on demand. */
export async function recordLogStart({ pool }: Database, tableId: string, version: bigint): Promise<void> {
  await pool.query('update dl_mirrors set log_start = greatest(log_start, $2) where table_id = $1', [tableId, version])
}
