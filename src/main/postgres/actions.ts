import type { ActionKind, ActionLine } from '../../shared/contract/schemas.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { ActionTable } from './action-tables.ts'
import type { Database } from './connection.ts'

export interface ActionRequest {
  readonly tableId: string
  readonly version: bigint
  /** Absent: actions of every kind. */
  readonly kind?: ActionKind | undefined
  /** The last ordinal of the page before; -1 for the first page. */
  readonly after: number
  readonly limit: number
}

export interface ActionPage {
  /** In commit order. */
  readonly actions: ActionLine[]
  /** What `after` is on the next page; null on the last one. */
  readonly next: number | null
}

const TABLE_OF_KIND = {
  add: 'dl_add_files',
  remove: 'dl_remove_files',
  metaData: 'dl_metadata_updates',
  protocol: 'dl_protocol_updates',
  txn: 'dl_txn_actions',
  cdc: 'dl_cdc_files',
  domainMetadata: 'dl_domain_metadata',
} as const satisfies Partial<Record<ActionKind, ActionTable>>

/** The actions of one version as Delta JSON lines: in each table a range of the primary key. */
export async function readActionPage(
  database: Database,
  { tableId, version, kind, after, limit }: ActionRequest,
): Promise<ActionPage> {
  const { rows } = await database.pool.query<StoredAction & { ordinal: number }>({
    ...actionPageQuery(kind),
    values: [tableId, version, after, limit + 1],
  })
  const actions = rows.slice(0, limit).map(row => ({ ordinal: row.ordinal, line: toActionLine(row) }))
  return { actions, next: rows.length > limit ? (actions.at(-1)?.ordinal ?? null) : null }
}

/** The actions at these places, in the same order; places without one are left out. */
export async function readActionsAt(
  database: Database,
  {
    tableId,
    version,
    ordinals,
  }: { readonly tableId: string; readonly version: bigint; readonly ordinals: readonly number[] },
): Promise<ActionLine[]> {
  const { rows } = await database.pool.query<StoredAction & { ordinal: number }>({
    name: 'actions_at',
    text: sourcesOf(undefined, '= any ($3::int4[])').join('\nunion all\n'),
    values: [tableId, version, ordinals],
  })
  const lines = new Map(rows.map(row => [row.ordinal, { ordinal: row.ordinal, line: toActionLine(row) }]))
  return ordinals.flatMap(ordinal => lines.get(ordinal) ?? [])
}

/** Exported so that a test can hold its plan. */
export function actionPageQuery(kind: ActionKind | undefined): { name: string; text: string } {
  const pages = sourcesOf(kind, '> $3').map(source => `(${source} order by ordinal limit $4)`)
  return {
    name: `action_page_${kind ?? 'all'}`,
    text: `select * from (\n${pages.join('\nunion all\n')}\n) as page order by ordinal limit $4`,
  }
}

/** `place` is the condition on the ordinal. */
function sourcesOf(kind: ActionKind | undefined, place: string): readonly string[] {
  const rowsOf = (table: ActionTable, condition = '') => rowsAt(table, place, condition)
  switch (kind) {
    case undefined:
      return [
        ...Object.values(TABLE_OF_KIND).map(table => rowsOf(table)),
        rowsOf('dl_other_actions'),
        commitInfoAt(place),
      ]
    case 'unknown':
      return [rowsOf('dl_other_actions', `and name <> 'commitInfo'`)]
    case 'commitInfo':
      return [commitInfoAt(place), rowsOf('dl_other_actions', `and name = 'commitInfo'`)]
    default:
      return [rowsOf(TABLE_OF_KIND[kind])]
  }
}

function rowsAt(table: ActionTable, place: string, condition: string): string {
  return `select ordinal, '${table}' as source, line, case when line is null then to_json(a)::text end as fields
            from ${table} a where table_id = $1 and version = $2 and ordinal ${place} ${condition}`
}

/** The first commitInfo of a version stands in the ledger; any other is an action like one unknown to us. */
const commitInfoAt = (place: string) => `
  select commit_info_ordinal as ordinal, 'commitInfo' as source, commit_info_line as line, commit_info as fields
    from dl_table_versions where table_id = $1 and version = $2 and commit_info_ordinal ${place}`
