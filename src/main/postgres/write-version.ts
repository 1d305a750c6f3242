import type pg from 'pg'
import type { Columns, Row } from './action-tables.ts'

/** What the writer says of a version; the rest of its row follows from the stored actions and the row before. */
const VERSION_COLUMNS = {
  version: 'int8',
  /** `commit`, or `base` for the first version of a table whose older history is missing. */
  kind: 'text',
  commit_id: 'uuid',
  /** Milliseconds since 1970. */
  committed_at: 'int8',
  time_source: 'text',
  /** The database user where null. */
  committer: 'text',
  writer: 'text',
  operation: 'text',
  operation_parameters: 'text',
  read_version: 'int8',
  isolation_level: 'text',
  is_blind_append: 'bool',
  engine_info: 'text',
  commit_info: 'text',
  commit_info_ordinal: 'int4',
  commit_info_line: 'text',
  framing: 'text',
  num_actions: 'int4',
  num_adds: 'int4',
  num_removes: 'int4',
  num_metadata: 'int4',
  num_protocol: 'int4',
  num_txns: 'int4',
  num_cdc: 'int4',
  num_domains: 'int4',
  num_others: 'int4',
} as const satisfies Columns

export type VersionRow = Row<typeof VERSION_COLUMNS> & { readonly version: bigint }

const COLUMN_NAMES = Object.keys(VERSION_COLUMNS)
/** Columns that reach the ledger as they were sent. */
const PLAIN_COLUMNS = COLUMN_NAMES.filter(column => column !== 'committed_at' && column !== 'committer')

/**
 * Records consecutive versions whose actions are stored already and advances the head to the last of them, in one
 * statement: the ledger rows depend on the update of the head, so that neither exists without the other (C1-C3). Running
 * totals follow from the row before and from the files that the versions added and retired. Where the head is not the
 * version before the first, a ledger row has no table and the statement fails (`head-moved`), and with it a COMMIT that
 * was sent behind it. Only a writer that is `guarded: false` advances the head whatever it is.
 */
export async function recordVersions(
  client: pg.ClientBase,
  tableId: string,
  versions: readonly VersionRow[],
  { guarded }: { readonly guarded: boolean } = { guarded: true },
): Promise<void> {
  const [first, last] = [versions[0], versions.at(-1)]
  if (first === undefined || last === undefined) return
  const rows: readonly Readonly<Record<string, unknown>>[] = versions
  const values =
    versions.length > PLANNED_VERSIONS_MAX
      ? COLUMN_NAMES.map(column => rows.map(row => row[column]))
      : rows.flatMap(row => COLUMN_NAMES.map(column => row[column]))
  await client.query({
    ...recordStatement(versions.length, guarded),
    values: [tableId, first.version, last.version, ...values],
  })
}

/**
 * Planning the statement costs more than running it: those of so few versions are made and planned once a connection.
 * More of them travel as one array a column, so that the statement is short however many there are.
 */
export const PLANNED_VERSIONS_MAX = 16
const planned = new Map<string, { readonly name: string; readonly text: string }>()

function recordStatement(versions: number, guarded: boolean): { readonly name?: string; readonly text: string } {
  if (versions > PLANNED_VERSIONS_MAX)
    return { text: recordText(`(select * from unnest(${inputArrays()}))`, '($5::text[])[1]', guarded) }
  const name = `record_${versions}${guarded ? '' : '_unguarded'}`
  const known = planned.get(name)
  if (known) return known
  const statement = { name, text: recordText(`(values ${inputRows(versions)})`, '$5::text', guarded) }
  planned.set(name, statement)
  return statement
}

/** `input` gives a row for each version, and `firstKind` the kind of the first. */
function recordText(input: string, firstKind: string, guarded: boolean): string {
  const headBefore = `case when ${firstKind} = 'base' then -1 else $2::int8 - 1 end`
  return `
    with input (${COLUMN_NAMES.join(', ')}) as ${input},
    advanced as (
      update dl_tables set current_version = $3::int8
        where table_id = $1::uuid and (${guarded ? '' : 'true or '}current_version = ${headBefore})
        returning table_id
    ),
    previous as (
      select coalesce(p.total_files, 0) as total_files, coalesce(p.total_bytes, 0) as total_bytes,
          case when p.version is null then 0 else p.total_rows end as total_rows, p.metadata_version, p.protocol_version
        from (values (true)) one
        left join lateral (
          select * from dl_table_versions where table_id = $1 and version < $2 order by version desc limit 1
        ) p on true
    ),
    added as (
      select version, ${FILE_SUMS} from dl_add_files
        where table_id = $1 and version between $2 and $3 group by version
    ),
    retired as (
      select removed_version as version, ${FILE_SUMS} from dl_add_files
        where table_id = $1 and removed_version between $2 and $3 group by removed_version
    ),
    changed as (
      select i.*,
          coalesce(a.files, 0) as files_added, coalesce(a.bytes, 0) as bytes_added,
          coalesce(a.rows, 0) as rows_added, coalesce(a.uncounted, 0) as uncounted_added,
          coalesce(r.files, 0) as files_removed, coalesce(r.bytes, 0) as bytes_removed,
          coalesce(r.rows, 0) as rows_removed, coalesce(r.uncounted, 0) as uncounted_removed
        from input i left join added a using (version) left join retired r using (version)
    ),
    running as (
      select c.*,
          sum(files_added - files_removed) over w as files_gained,
          sum(bytes_added - bytes_removed) over w as bytes_gained,
          sum(rows_added - rows_removed) over w as rows_gained,
          sum(uncounted_added - uncounted_removed) over w as uncounted_gained,
          sum(uncounted_removed) over w as uncounted_lost,
          max(case when num_metadata > 0 then version end) over w as metadata_changed,
          max(case when num_protocol > 0 then version end) over w as protocol_changed
        from changed c window w as (order by version)
    )
    insert into dl_table_versions (table_id, ${PLAIN_COLUMNS.join(', ')}, committer, committed_at,
        files_added, files_removed, bytes_added, bytes_removed, rows_added, rows_removed,
        total_files, total_bytes, total_rows, metadata_version, protocol_version)
      select advanced.table_id, ${PLAIN_COLUMNS.join(', ')}, coalesce(committer, current_user),
          ${timestampOfMs('committed_at')},
          files_added, files_removed, bytes_added, bytes_removed,
          case when uncounted_added = 0 then rows_added end,
          case when uncounted_removed = 0 then rows_removed end,
          p.total_files + files_gained, p.total_bytes + bytes_gained,
          case
            when p.total_rows is not null then case when uncounted_gained = 0 then p.total_rows + rows_gained end
            when uncounted_lost > 0 then (${COUNT_LIVE_ROWS})
          end,
          coalesce(metadata_changed, p.metadata_version), coalesce(protocol_changed, p.protocol_version)
        from running left join advanced on true cross join previous p
        order by version`
}

const FILE_SUMS = `count(*) as files, sum(size) as bytes, sum(num_records - num_deleted) as rows,
  count(*) filter (where num_records is null) as uncounted`

const LIVE_AT_VERSION = `f.table_id = $1 and f.version <= running.version
  and (f.removed_version is null or f.removed_version > running.version)`

/** Reads the live files, and only where files of unknown rows have left; ends at the first that still does not say. */
const COUNT_LIVE_ROWS = `
  select case when not exists (select from dl_add_files f where ${LIVE_AT_VERSION} and f.num_records is null) then (
    select coalesce(sum(f.num_records - f.num_deleted), 0) from dl_add_files f where ${LIVE_AT_VERSION}) end`

/** One parameter a column. */
function inputArrays(): string {
  return Object.values(VERSION_COLUMNS)
    .map((type, column) => `$${column + 4}::${type}[]`)
    .join(', ')
}

/** A row begins with its version and its kind; $4 and $5 are those of the first. */
function inputRows(versions: number): string {
  const types = Object.values(VERSION_COLUMNS)
  const rows = Array.from({ length: versions }, (_, row) => {
    const parameters = types.map((type, column) => `$${row * types.length + column + 4}::${type}`)
    return `(${parameters.join(', ')})`
  })
  return rows.join(', ')
}

/** Exact for every year, which `to_timestamp` with its float is not. */
function timestampOfMs(expression: string): string {
  return `timestamptz 'epoch' + make_interval(
    hours => (${expression} / 3600000)::int4, secs => (${expression} % 3600000) / 1000.0)`
}
