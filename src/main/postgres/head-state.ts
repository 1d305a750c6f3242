import type pg from 'pg'
import { type StoredAction, toActionLine } from './action-line.ts'

/** What holds at one version of a table; actions are Delta JSON lines. */
export interface HeadState {
  readonly protocol: string | null
  readonly metaData: string | null
  readonly commitInfo: string | null
  readonly liveFiles: bigint
}

type StoredFields = readonly [line: string | null, fields: string | null]

export type HeadStateRow = Readonly<Record<'protocol' | 'metaData' | 'commitInfo', StoredFields | null>> & {
  /** null without a version. */
  readonly liveFiles: bigint | null
}

/** Of a version `v`, with what `HEAD_STATE_JOINS` joins to it. */
export const HEAD_STATE_COLUMNS = `${fieldsOf('p')} as protocol, ${fieldsOf('m')} as "metaData",
  v.total_files as "liveFiles",
  case when v.commit_info_ordinal is not null then array[v.commit_info_line, v.commit_info] end as "commitInfo"`

export const HEAD_STATE_JOINS = `
  left join dl_protocol_updates p on p.table_id = v.table_id and p.version = v.protocol_version
  left join dl_metadata_updates m on m.table_id = v.table_id and m.version = v.metadata_version`

/** Undefined where the table has no such version. */
export async function readHeadState(
  client: pg.ClientBase,
  tableId: string,
  version: bigint,
): Promise<HeadState | undefined> {
  const { rows } = await client.query<HeadStateRow>({
    name: 'head_state',
    text: `select ${HEAD_STATE_COLUMNS} from dl_table_versions v ${HEAD_STATE_JOINS}
       where v.table_id = $1 and v.version = $2
       order by p.ordinal desc, m.ordinal desc limit 1`,
    values: [tableId, version],
  })
  const [row] = rows
  return row && toHeadState(row)
}

export function toHeadState(row: HeadStateRow): HeadState {
  return {
    protocol: lineOf('dl_protocol_updates', row.protocol),
    metaData: lineOf('dl_metadata_updates', row.metaData),
    commitInfo: lineOf('commitInfo', row.commitInfo),
    liveFiles: row.liveFiles ?? 0n,
  }
}

function fieldsOf(alias: string): string {
  return `case when ${alias}.table_id is not null then array[${alias}.line, to_json(${alias})::text] end`
}

function lineOf(source: StoredAction['source'], stored: StoredFields | null): string | null {
  return stored && toActionLine({ source, line: stored[0], fields: stored[1] })
}
