import type { Database } from './connection.ts'
import type { Lease } from './mirror-lease.ts'
import type { Divergence, MirrorErrorClass } from './mirrors.ts'

/** A version that stands in its target and is verified. */
export interface PublishedVersion {
  readonly version: bigint
  /** Of the file's bytes. */
  readonly sha256: Uint8Array
  readonly etag: string
  /** How many bytes were published. */
  readonly size: number
}

/** Failed attempts of a mirror that are kept. */
const FAILURES_KEPT = 50

/** A table that was imported without its oldest commits begins later than with version 0. */
const FIRST_VERSION_FROM =
  'select version from dl_table_versions where table_id = $1 and version >= $3::int8 order by version limit 1'

const HELD = "select from dl_mirrors where table_id = $1 and epoch = $2 and state = 'active' for update"

/**
 * Records versions as published, in their order, and the mirror as standing on the last of them. False, and nothing is
 * recorded, where the lease has another holder by now.
 */
export async function recordPublished(
  { pool }: Database,
  { tableId, epoch }: Lease,
  versions: readonly PublishedVersion[],
): Promise<boolean> {
  const last = versions.at(-1)
  if (last === undefined) return true
  const { rowCount } = await pool.query({
    name: 'record_published',
    text: `with held as (${HELD}), written as (
             insert into dl_mirror_status (table_id, version, state, content_sha256, content_bytes, etag, published_at, publisher_epoch)
               select $1, p.version, 'published', decode(p.sha256, 'hex'), p.size, p.etag, clock_timestamp(), $2
                 from unnest($3::int8[], $4::text[], $5::text[], $7::int8[]) p (version, sha256, etag, size) where exists (select from held)
               on conflict (table_id, version) do update set state = 'published', content_sha256 = excluded.content_sha256, content_bytes = excluded.content_bytes,
                 etag = excluded.etag, published_at = excluded.published_at, publisher_epoch = excluded.publisher_epoch,
                 error_class = null, error_message = null, next_attempt_at = null
           ), next as (
             insert into dl_mirror_status (table_id, version, state, publisher_epoch)
               select $1, v.version, 'publishing', $2 from dl_table_versions v
                 where v.table_id = $1 and v.version = $6 + 1 and exists (select from held)
               on conflict (table_id, version) do nothing
           )
           update dl_mirrors set published_version = greatest(published_version, $6), published_at = clock_timestamp(), attempts = 0,
               error_class = null, error_message = null, failing_since = null, next_attempt_at = null
             where table_id = $1 and exists (select from held)`,
    values: [
      tableId,
      epoch,
      versions.map(({ version }) => String(version)),
      versions.map(({ sha256 }) => Buffer.from(sha256).toString('hex')),
      versions.map(({ etag }) => etag),
      last.version,
      versions.map(({ size }) => size),
    ],
  })
  return rowCount === 1
}

/** Says that the first version from `from` on is on its way, unless more is known of it already. */
export async function recordPublishing({ pool }: Database, { tableId, epoch }: Lease, from: bigint): Promise<void> {
  await pool.query({
    name: 'record_publishing',
    text: `with held as (${HELD})
             insert into dl_mirror_status as s (table_id, version, state, publisher_epoch)
               select $1, v.version, 'publishing', $2 from (${FIRST_VERSION_FROM}) v where exists (select from held)
               on conflict (table_id, version) do update set state = 'publishing', publisher_epoch = excluded.publisher_epoch
                 where s.state = 'pending'`,
    values: [tableId, epoch, from],
  })
}

export interface PublishFailure {
  /** The first version that could not be published; null where the target was not even reached. */
  readonly version: bigint | null
  readonly errorClass: MirrorErrorClass
  readonly message: string
  readonly retryInMs: number
}

/** Records an attempt that failed, and when the next one is due. False where the lease has another holder by now. */
export async function recordFailure({ pool }: Database, lease: Lease, failure: PublishFailure): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record_failure',
    text: `with held as (${HELD}), written as (
             insert into dl_mirror_status as s (table_id, version, state, attempts, error_class, error_message, next_attempt_at, publisher_epoch)
               select $1, v.version, 'failed', 1, $4, $5, clock_timestamp() + $6::float8 * interval '1 ms', $2
                 from (${FIRST_VERSION_FROM}) v where exists (select from held)
               on conflict (table_id, version) do update set state = 'failed', attempts = s.attempts + 1,
                 error_class = excluded.error_class, error_message = excluded.error_message,
                 next_attempt_at = excluded.next_attempt_at, publisher_epoch = excluded.publisher_epoch
           )
           update dl_mirrors set attempts = attempts + 1, error_class = $4, error_message = $5,
               failing_since = coalesce(failing_since, clock_timestamp()),
               failures = jsonb_path_query_array(jsonb_build_object('at', round(extract(epoch from clock_timestamp()) * 1000),
                 'version', $3::int8, 'class', $4::text, 'message', left($5, 500)) || failures, '$[0 to ${FAILURES_KEPT - 1}]'),
               next_attempt_at = clock_timestamp() + $6::float8 * interval '1 ms'
             where table_id = $1 and exists (select from held)`,
    values: [lease.tableId, lease.epoch, failure.version, failure.errorClass, failure.message, failure.retryInMs],
  })
  return rowCount === 1
}

/** Stops a mirror for a person to decide: `diverged` with where, `refused` without. */
export async function stopMirror(
  { pool }: Database,
  { tableId, epoch }: Lease,
  stop: { readonly reason: string; readonly divergence?: Divergence },
): Promise<void> {
  const { reason, divergence } = stop
  await pool.query({
    text: `with held as (${HELD}), written as (
             insert into dl_mirror_status (table_id, version, state, error_class, error_message, publisher_epoch)
               select $1, v.version, 'diverged', 'precondition', $3, $2 from dl_table_versions v
                 where v.table_id = $1 and v.version = $4 and exists (select from held)
               on conflict (table_id, version) do update
                 set state = 'diverged', error_class = 'precondition', error_message = excluded.error_message
           )
           update dl_mirrors set state = case when $4::int8 is null then 'refused' else 'diverged' end, reason = $3,
               divergence_version = $4, divergence_kind = $5, next_attempt_at = null,
               holder = null, lease_until = null
             where table_id = $1 and exists (select from held)`,
    values: [tableId, epoch, reason, divergence?.version ?? null, divergence?.kind ?? null],
  })
}

/** What was written of checkpoints, apart from the commits. */
export async function recordCheckpoint(
  { pool }: Database,
  { tableId, epoch }: Lease,
  made: { readonly version: bigint; readonly error: string | null },
): Promise<void> {
  await pool.query({
    name: 'record_checkpoint',
    text: `with written as (
             update dl_mirror_status set checkpoint_state = case when $4::text is null then 'verified' else 'failed' end,
                 checkpoint_error = $4 where table_id = $1 and version = $3
           )
           update dl_mirrors set checkpoint_error = $4, checkpoint_at = clock_timestamp(),
               checkpoint_version = case when $4::text is null then greatest(checkpoint_version, $3) else checkpoint_version end
             where table_id = $1 and epoch = $2`,
    values: [tableId, epoch, made.version, made.error],
  })
}

/** What is recorded of a version's file; undefined fields where nothing is. */
export interface RecordedVersion {
  readonly version: bigint
  readonly state: string
  readonly sha256: string | null
  readonly etag: string | null
}

/** Recorded versions of a range, oldest first; both bounds belong to it. */
export async function readRecorded(
  { pool }: Database,
  tableId: string,
  from: bigint,
  to: bigint,
): Promise<Map<bigint, RecordedVersion>> {
  const { rows } = await pool.query<RecordedVersion>({
    name: 'recorded_versions',
    text: `select version, state, encode(content_sha256, 'hex') as sha256, etag from dl_mirror_status
             where table_id = $1 and version between $2 and $3 order by version`,
    values: [tableId, from, to],
  })
  return new Map(rows.map(row => [row.version, row]))
}

/** One version on a page of a mirror. */
export interface MirroredVersion {
  readonly version: bigint
  readonly operation: string
  readonly committedAt: number
  readonly state: 'pending' | 'publishing' | 'published' | 'failed' | 'diverged'
  readonly sha256: string | null
  readonly etag: string | null
  readonly publishedAt: number | null
  readonly lagMs: number | null
  readonly attempts: number
  readonly errorClass: string | null
  readonly errorMessage: string | null
  readonly nextAttemptAt: number | null
  readonly checkpoint: 'pending' | 'written' | 'verified' | 'failed' | null
  readonly checkpointError: string | null
}

/** Versions before `before`, newest first. */
export async function readMirroredVersions(
  { pool }: Database,
  tableId: string,
  before: bigint,
  limit: number,
): Promise<MirroredVersion[]> {
  const { rows } = await pool.query<MirroredVersion>({
    name: 'mirrored_versions',
    text: `select v.version, v.operation, round(extract(epoch from v.committed_at) * 1000)::float8 as "committedAt",
               coalesce(s.state, 'pending') as state, encode(s.content_sha256, 'hex') as sha256, s.etag,
               round(extract(epoch from s.published_at) * 1000)::float8 as "publishedAt",
               case when v.writer <> 'import' and s.published_at is not null then greatest(0,
                 round(extract(epoch from s.published_at - greatest(v.committed_at, m.set_at)) * 1000)) end::float8 as "lagMs",
               coalesce(s.attempts, 0) as attempts,
               s.error_class as "errorClass", s.error_message as "errorMessage",
               round(extract(epoch from s.next_attempt_at) * 1000)::float8 as "nextAttemptAt",
               s.checkpoint_state as checkpoint, s.checkpoint_error as "checkpointError"
             from dl_table_versions v left join dl_mirror_status s on s.table_id = v.table_id and s.version = v.version
               left join dl_mirrors m on m.table_id = v.table_id
             where v.table_id = $1 and v.version < $2 order by v.version desc limit $3`,
    values: [tableId, before, limit],
  })
  return rows
}

/** Says that a mirror was held against its target just now. */
export async function recordReconciled({ pool }: Database, tableId: string): Promise<void> {
  await pool.query('update dl_mirrors set reconciled_at = clock_timestamp() where table_id = $1', [tableId])
}

/** When each version was committed, in milliseconds since 1970. */
export async function readCommitTimes({ pool }: Database, tableId: string): Promise<Map<bigint, bigint>> {
  const { rows } = await pool.query<{ version: bigint; at: number }>(
    `select version, floor(extract(epoch from committed_at) * 1000)::float8 as at from dl_table_versions where table_id = $1`,
    [tableId],
  )
  return new Map(rows.map(({ version, at }) => [version, BigInt(at)]))
}

/** Bytes of the commits that are published behind a version: what readers read behind its checkpoint. */
export async function readPublishedBytes({ pool }: Database, tableId: string, after: bigint): Promise<bigint> {
  const { rows } = await pool.query<{ bytes: bigint }>(
    `select coalesce(sum(content_bytes), 0)::int8 as bytes from dl_mirror_status
       where table_id = $1 and version > $2 and state = 'published'`,
    [tableId, after],
  )
  return rows[0]?.bytes ?? 0n
}
