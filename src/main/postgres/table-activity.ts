import type { TableActivity } from '../../shared/contract/tables.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'
import { type MayRead, withoutDenied } from './side-tables.ts'
import { headFacts } from './table-facts.ts'

export const TREND_HOURS = 24

interface ActivityRow extends Omit<TableActivity, 'commits'> {
  /** As text: the driver reads no array of int8. */
  readonly heads: readonly string[]
}

/**
 * How busy tables were in the last day, hour by hour, and how far their mirror is. Versions have no gap, so the commits of
 * an hour are the difference of two versions: one probe of an index for each hour, whatever happened in it.
 */
export async function readActivity(
  database: Database,
  tableIds: readonly string[],
  signal: AbortSignal,
): Promise<TableActivity[]> {
  const statement = (may: MayRead) => `
    select t.table_id as "tableId", mirrored.published, state.mirror,
        protocol.min_reader_version as "readerVersion", protocol.min_writer_version as "writerVersion",
        coalesce(protocol.features, '{}') as features,
        array(
          select coalesce((
            select version from dl_table_versions l
              where l.table_id = t.table_id and l.committed_at <= now() - hours * interval '1 hour'
              order by l.committed_at desc, l.version desc limit 1
          ), (select version - 1 from dl_table_versions l where l.table_id = t.table_id order by version limit 1), -1)
          from generate_series(${TREND_HOURS}, 0, -1) hours order by hours desc
        )::text[] as heads
      from dl_tables t
      left join dl_table_versions v on v.table_id = t.table_id and v.version = t.current_version
      ${headFacts(may)}
      where t.table_id = any ($1::uuid[])`
  const rows = await withoutDenied(database, may =>
    queryUntil<ActivityRow>(database, { text: statement(may), values: [tableIds] }, signal),
  )
  return rows.map(({ heads, features, ...row }) => ({
    ...row,
    features: [...new Set(features)].sort(),
    commits: heads.slice(1).map((head, hour) => Number(BigInt(head) - BigInt(heads[hour] ?? head))),
  }))
}
