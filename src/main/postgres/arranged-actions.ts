import type {
  ActionGroups,
  ActionSort,
  ActionSum,
  Arrangement,
  ArrangeRequest,
  ChosenActions,
} from '../../shared/contract/arranged-actions.ts'
import type { ActionKind } from '../../shared/contract/schemas.ts'
import { PARTITION_GROUPS_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'
import { readPartitionValues } from './snapshot-totals.ts'

interface SumRow {
  kind: ActionKind
  actions: number
  bytes: string
  rows: string | null
}

/**
 * Puts the actions of a version in order and adds them up, all on the server: what travels is where each of them stands
 * in its commit, so that a million of them can be scrolled through, and nobody holds their lines.
 */
export async function arrangeActions(
  database: Database,
  request: ArrangeRequest,
  signal: AbortSignal,
): Promise<Arrangement> {
  const { sort, descending } = request
  const { text, values } = chosenActions(request)
  const direction = descending ? 'desc nulls last' : 'asc nulls last'
  const order = sort === 'ordinal' ? `ordinal ${direction}` : `${SORT_KEYS[sort]} ${direction}, ordinal`
  const [[row], sums] = await Promise.all([
    queryUntil<{ ordinals: Buffer | null }>(
      database,
      {
        text: `select string_agg(int4send(ordinal), ''::bytea order by ${order}) as ordinals from (${text}) chosen`,
        values,
      },
      signal,
    ),
    queryUntil<SumRow>(
      database,
      { text: `select ${SUMS} from (${text}) chosen group by kind order by kind`, values },
      signal,
    ),
  ])
  return { ordinals: row?.ordinals?.toString('base64') ?? '', sums: sums.map(toSum) }
}

/** What some actions of a version come to; places without one are left out. */
export async function sumActions(
  database: Database,
  { tableId, version, ordinals }: { readonly tableId: string; readonly version: bigint; readonly ordinals: string },
  signal: AbortSignal,
): Promise<ActionSum[]> {
  const { text, values } = chosenActions({ tableId, version })
  const list = `$${values.length + 1}::bytea`
  const statement = {
    text: `select ${SUMS} from (${text}) chosen
             join (
               select ('x' || encode(substring(${list} from at * 4 + 1 for 4), 'hex'))::bit(32)::int4 as ordinal
                 from generate_series(0, octet_length(${list}) / 4 - 1) at
             ) wanted using (ordinal)
             group by kind order by kind`,
    values: [...values, Buffer.from(ordinals, 'base64')],
  }
  return (await queryUntil<SumRow>(database, statement, signal)).map(toSum)
}

/** The files of a version by partition, those with the most bytes first. */
export async function groupActions(
  database: Database,
  request: ChosenActions,
  signal: AbortSignal,
): Promise<ActionGroups> {
  const { text, values } = chosenActions(request)
  const rows = await queryUntil<SumRow & { partition: string; total: number }>(
    database,
    {
      text: `
        with sums as (
          select partition::text as partition, ${SUMS} from (${text}) chosen
            where partition is not null group by partition, kind
        ),
        partitions as (
          select partition, count(*) over ()::int4 as total from sums group by partition
            order by sum(bytes) desc, partition limit ${PARTITION_GROUPS_MAX}
        )
        select s.*, p.total from partitions p join sums s using (partition)
          order by sum(s.bytes) over (partition by s.partition) desc, s.partition, s.kind`,
      values,
    },
    signal,
  )
  const groups = new Map<string, ActionSum[]>()
  for (const row of rows) groups.set(row.partition, [...(groups.get(row.partition) ?? []), toSum(row)])
  return {
    groups: [...groups].map(([partition, sums]) => ({ partition: readPartitionValues(partition), sums })),
    total: rows[0]?.total ?? 0,
  }
}

const SORT_KEYS: Readonly<Record<Exclude<ActionSort, 'ordinal'>, string>> = {
  kind: 'kind',
  subject: 'subject collate "C"',
  size: 'size',
  rows: 'rows',
  partition: 'partition',
}

const SUMS = `kind, count(*)::int4 as actions, coalesce(sum(size), 0) as bytes,
  case when count(*) = count(rows) then coalesce(sum(rows), 0) end as rows`

/** What the grid sorts by, groups by and looks for in the actions of one kind. */
interface Source {
  readonly table: string
  readonly subject: string
  /** Of files: their bytes, their rows and their partition. */
  readonly file?: readonly [size: string, rows: string, partition: string]
  readonly words: readonly string[]
  readonly ordinal?: string
  readonly condition?: string
}

const SOURCES: Readonly<Record<ActionKind, readonly Source[]>> = {
  add: [
    {
      table: 'dl_add_files',
      subject: 'path',
      file: ['size', 'num_records - num_deleted', 'partition_values'],
      words: ['path', 'partition_values::text', 'stats', 'tags', 'deletion_vector', 'clustering_provider', 'extra'],
    },
  ],
  remove: [
    {
      table: 'dl_remove_files',
      subject: 'path',
      file: ['size', `substring(stats from '"numRecords" *: *([0-9]{1,18})')::int8`, 'partition_values'],
      words: ['path', 'partition_values::text', 'stats', 'tags', 'deletion_vector', 'extra'],
    },
  ],
  cdc: [
    {
      table: 'dl_cdc_files',
      subject: 'path',
      file: ['size', 'null::int8', 'partition_values'],
      words: ['path', 'partition_values::text', 'tags', 'extra'],
    },
  ],
  metaData: [
    {
      table: 'dl_metadata_updates',
      subject: 'coalesce(name, description, metadata_id)',
      words: ['name', 'description', 'metadata_id', 'schema_string', 'configuration', 'extra'],
    },
  ],
  protocol: [
    {
      table: 'dl_protocol_updates',
      subject: 'min_reader_version::text',
      words: ['reader_features::text', 'writer_features::text', 'extra'],
    },
  ],
  txn: [{ table: 'dl_txn_actions', subject: 'app_id', words: ['app_id', 'txn_version::text', 'extra'] }],
  domainMetadata: [{ table: 'dl_domain_metadata', subject: 'domain', words: ['domain', 'configuration', 'extra'] }],
  commitInfo: [
    {
      table: 'dl_table_versions',
      subject: 'operation',
      words: ['commit_info'],
      ordinal: 'commit_info_ordinal',
      condition: 'commit_info_ordinal is not null',
    },
    { table: 'dl_other_actions', subject: 'name', words: ['name', 'content'], condition: `name = 'commitInfo'` },
  ],
  unknown: [
    { table: 'dl_other_actions', subject: 'name', words: ['name', 'content'], condition: `name <> 'commitInfo'` },
  ],
}

/** The actions of a version that are chosen: a range of the primary key of each table. */
function chosenActions({ tableId, version, kind, text, partition }: ChosenActions): {
  readonly text: string
  readonly values: unknown[]
} {
  const values: unknown[] = [tableId, version]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const wanted = text === undefined ? undefined : bind(text)
  const within = partition === undefined ? undefined : bind(JSON.stringify(partition))
  const sources = Object.entries(SOURCES).filter(([name]) => kind === undefined || kind === name)
  const parts = sources.flatMap(([name, ofKind]) =>
    ofKind.map(({ table, subject, file, words, ordinal = 'ordinal', condition }) => {
      const [size, rows, values] = file ?? ['null::int8', 'null::int8', 'null::jsonb']
      const conditions = [
        'table_id = $1 and version = $2',
        ...(condition === undefined ? [] : [condition]),
        ...(wanted === undefined
          ? []
          : [`strpos(lower(concat_ws(' ', '${name}', ${words.join(', ')})), lower(${wanted})) > 0`]),
        // What is no file is in no partition; every value has its place in the text, or PostgreSQL cannot tell its type.
        ...(within === undefined ? [] : [file ? `partition_values @> ${within}::jsonb` : `${within}::jsonb is null`]),
      ]
      return `select ${ordinal} as ordinal, '${name}' as kind, ${subject} as subject, ${size} as size, ${rows} as rows,
          ${values} as partition from ${table} where ${conditions.join(' and ')}`
    }),
  )
  return { text: parts.join('\nunion all\n'), values }
}

function toSum({ kind, actions, bytes, rows }: SumRow): ActionSum {
  return { kind, actions, bytes: BigInt(bytes), rows: rows === null ? null : BigInt(rows) }
}
