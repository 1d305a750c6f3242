import type pg from 'pg'
import type { Action, AddFile, PartitionValues, RemoveFile, Version } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import type { ActionTable } from './action-tables.ts'
import type { VersionRange } from './winners.ts'

export interface WinnerDetail {
  /** With the statistics of added files. */
  readonly withStats: boolean
  /** Every field of every action, for whoever writes them again; otherwise file actions come as far as conflicts ask. */
  readonly whole: boolean
}

/**
 * What the versions of a range did, by version; commitInfo and change data aside. One statement for each table that holds
 * actions, whatever the number of versions: a range of its primary key.
 */
export async function readWinnerActions(
  client: pg.ClientBase,
  range: VersionRange,
  detail: WinnerDetail,
): Promise<ReadonlyMap<Version, readonly Action[]>> {
  const found = new Map<Version, Action[]>()
  const keep = (version: Version, action: Action) => {
    const actions = found.get(version)
    if (actions) actions.push(action)
    else found.set(version, [action])
  }
  for (const table of WHOLE_TABLES) await readWhole(client, range, table, keep)
  if (detail.whole) {
    await readWhole(client, range, 'dl_remove_files', keep)
    await readWhole(client, range, 'dl_add_files', keep)
  } else {
    await readRemoves(client, range, keep)
    await readAdds(client, range, detail.withStats, keep)
  }
  return found
}

/** Reads partition values, each different text once: files of one partition share them. */
export function readPartitionValues(): (text: string) => PartitionValues {
  const known = new Map<string, PartitionValues>()
  return text => {
    const before = known.get(text)
    if (before) return before
    const parsed: unknown = JSON.parse(text)
    const entries = Object.entries(Object(parsed)).map(([key, value]): [string, string | null] => [
      key,
      value === null ? null : String(value),
    ])
    const values = new Map(entries)
    known.set(text, values)
    return values
  }
}

type Keep = (version: Version, action: Action) => void

const WHOLE_TABLES = [
  'dl_protocol_updates',
  'dl_metadata_updates',
  'dl_txn_actions',
  'dl_domain_metadata',
] as const satisfies readonly ActionTable[]

async function readWhole(client: pg.ClientBase, range: VersionRange, table: ActionTable, keep: Keep): Promise<void> {
  const { rows } = await client.query<StoredAction & { version: Version }>({
    name: `winners_whole_${table}`,
    text: `select version, '${table}' as source, line, case when line is null then to_json(a)::text end as fields
             from ${table} a where table_id = $1 and version > $2 and version <= $3 order by version, ordinal`,
    values: [range.tableId, range.after, range.upTo],
  })
  for (const row of rows) {
    const parsed = parseAction(toActionLine(row), 0)
    if (parsed.kind === 'ok') keep(row.version, parsed.value.action)
  }
}

async function readRemoves(client: pg.ClientBase, range: VersionRange, keep: Keep): Promise<void> {
  const { rows } = await client.query<Pick<RemoveFile, 'path' | 'dataChange'> & { version: Version }>({
    name: 'winner_removes',
    text: `select version, path, data_change as "dataChange"
             from dl_remove_files where table_id = $1 and version > $2 and version <= $3 order by version, ordinal`,
    values: [range.tableId, range.after, range.upTo],
  })
  for (const { version, path, dataChange } of rows) keep(version, { kind: 'remove', path, dataChange })
}

interface AddRow extends Pick<AddFile, 'path' | 'dataChange'> {
  version: Version
  partitionValues: string
  stats: string | null
}

async function readAdds(client: pg.ClientBase, range: VersionRange, withStats: boolean, keep: Keep): Promise<void> {
  const { rows } = await client.query<AddRow>({
    name: 'winner_adds',
    text: `select version, path, data_change as "dataChange", partition_values::text as "partitionValues",
               case when $4 then stats end as stats
             from dl_add_files where table_id = $1 and version > $2 and version <= $3 order by version, ordinal`,
    values: [range.tableId, range.after, range.upTo, withStats],
  })
  const partitionsOf = readPartitionValues()
  for (const { version, path, dataChange, partitionValues, stats } of rows) {
    keep(version, {
      kind: 'add',
      path,
      partitionValues: partitionsOf(partitionValues),
      size: 0n,
      modificationTime: 0n,
      dataChange,
      stats: stats ?? undefined,
    })
  }
}
