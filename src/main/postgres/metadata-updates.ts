import { METADATA_UPDATES_MAX } from '../../shared/limits.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'

export interface MetadataUpdate {
  readonly version: bigint
  readonly line: string
}

/** Schemas can be large, so few updates are held at a time. */
const PAGE = 100

export type UpdateTable = 'dl_metadata_updates' | 'dl_protocol_updates'

export interface UpdatesRequest {
  readonly tableId: string
  readonly version: bigint
}

/**
 * Metadata or protocol actions up to a version, oldest first, in pages; of more than METADATA_UPDATES_MAX the newest, and
 * then `isComplete` is false.
 */
export async function readUpdates(
  database: Database,
  table: UpdateTable,
  { tableId, version }: UpdatesRequest,
  signal: AbortSignal,
): Promise<{ readonly isComplete: boolean; readonly pages: AsyncGenerator<MetadataUpdate[], void> }> {
  const [oldest] = await queryUntil<{ version: bigint }>(
    database,
    {
      text: `select version from ${table} where table_id = $1 and version <= $2
               order by version desc offset $3 limit 1`,
      values: [tableId, version, METADATA_UPDATES_MAX - 1],
    },
    signal,
  )
  const pages = updatePages(database, table, { tableId, version }, oldest?.version ?? 0n, signal)
  return { isComplete: oldest === undefined, pages }
}

async function* updatePages(
  database: Database,
  table: UpdateTable,
  { tableId, version }: UpdatesRequest,
  from: bigint,
  signal: AbortSignal,
): AsyncGenerator<MetadataUpdate[], void> {
  for (let after: readonly [bigint, number] | undefined = [from, -1]; after; ) {
    const rows: (StoredAction & { version: bigint; ordinal: number })[] = await queryUntil(
      database,
      {
        text: `select version, ordinal, '${table}' as source, line, case when line is null then to_json(a)::text end as fields
                 from ${table} a
                 where table_id = $1 and version <= $2 and (version, ordinal) > ($3, $4)
                 order by version, ordinal limit ${PAGE}`,
        values: [tableId, version, ...after],
      },
      signal,
    )
    if (rows.length > 0) yield rows.map(row => ({ version: row.version, line: toActionLine(row) }))
    const last = rows.at(-1)
    after = rows.length === PAGE && last ? [last.version, last.ordinal] : undefined
  }
}
