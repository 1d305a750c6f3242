import type { Location } from '../../shared/contract/histories.ts'
import { inCommitTimeStart } from '../../shared/delta/commit-time.ts'
import type { Destination } from '../../shared/history/go-to.ts'
import type { Database } from './connection.ts'

export interface LocateRequest {
  readonly tableId: string
  readonly target: Extract<Destination, { readonly kind: 'time' | 'change' }>
}

interface LocatedRow {
  readonly version: bigint
  readonly committedAt: number
  readonly timeSource: Extract<Location, { kind: 'found' }>['timeSource']
  readonly configuration: string | null
}

/**
 * The version that a table had at a time, by the rule of time travel: the newest that was committed then or before. Or the
 * version of its last schema or protocol change after creation, or the one before that.
 */
export async function locateVersion(database: Database, { tableId, target }: LocateRequest): Promise<Location> {
  const row =
    target.kind === 'time'
      ? await readLocated(database, tableId, VERSION_AT_TIME, target.timeMs)
      : await readLocated(database, tableId, changeStatement(target.what), target.side === 'before' ? 1 : 0)
  if (row) {
    const { version, committedAt, timeSource, configuration } = row
    return { kind: 'found', version, committedAt, timeSource, inCommitSince: inCommitSince(configuration, version) }
  }
  if (target.kind === 'change') return { kind: 'none' }
  const first = await readLocated(database, tableId, FIRST_VERSION, 0)
  return first ? { kind: 'too-early', first: first.version, committedAt: first.committedAt } : { kind: 'none' }
}

const VERSION_AT_TIME = `
  select * from dl_table_versions
    where table_id = $1 and committed_at < timestamptz 'epoch' + ($2::float8 + 1) * interval '1 ms'
    order by committed_at desc, version desc limit 1`

const FIRST_VERSION =
  'select * from dl_table_versions where table_id = $1 and version >= $2::int8 order by version limit 1'

function changeStatement(what: 'schema' | 'protocol'): string {
  const table = what === 'schema' ? 'dl_metadata_updates' : 'dl_protocol_updates'
  return `
    select * from dl_table_versions where table_id = $1 and version = (
      select version from ${table} where table_id = $1 and version > (
        select version from dl_table_versions where table_id = $1 order by version limit 1
      ) order by version desc limit 1
    ) - $2::int8`
}

async function readLocated(
  { pool }: Database,
  tableId: string,
  located: string,
  value: number,
): Promise<LocatedRow | undefined> {
  const { rows } = await pool.query<LocatedRow>(
    `select v.version, extract(epoch from v.committed_at)::float8 * 1000 as "committedAt", v.time_source as "timeSource",
         m.configuration
       from (${located}) v
       left join dl_metadata_updates m on m.table_id = v.table_id and m.version = v.metadata_version
       order by m.ordinal desc limit 1`,
    [tableId, value],
  )
  return rows[0]
}

/** Null where the commits of this version's time do not carry their own. */
function inCommitSince(configuration: string | null, version: bigint): bigint | null {
  if (configuration === null) return null
  const start = inCommitTimeStart({ configuration: readConfiguration(configuration) })
  return start && version >= start.version ? start.version : null
}

/** Stored text may come from any writer: what is no object says nothing. */
function readConfiguration(text: string): Map<string, string> {
  try {
    const entries = Object.entries(Object(JSON.parse(text)))
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return new Map()
  }
}
