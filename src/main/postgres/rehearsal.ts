import type pg from 'pg'
import type { DryRunReport } from '../../shared/contract/outcome.ts'
import { ACTION_TABLES } from './action-tables.ts'

type Rehearsed = Extract<DryRunReport, { kind: 'would-commit' }>

/** What stands in a transaction that has recorded a version and is about to end. */
export type Rehearsal = Pick<Rehearsed, 'rows' | 'added' | 'removed' | 'total' | 'guards'>

const TABLES = [...Object.keys(ACTION_TABLES), 'dl_table_versions']

/** Makes the server check what it would check at COMMIT, and reads what the version amounts to. */
export async function readRehearsal(client: pg.ClientBase, tableId: string, version: bigint): Promise<Rehearsal> {
  await client.query('set constraints all immediate')
  const rows = await countRows(client, tableId, version)
  const sizes = await readSizes(client, tableId, version)
  return { rows, ...sizes, guards: await readGuards(client, [...rows.map(({ table }) => table), 'dl_tables']) }
}

async function countRows(client: pg.ClientBase, tableId: string, version: bigint): Promise<Rehearsal['rows']> {
  const counts = TABLES.map(
    table => `select '${table}' as table, count(*)::int4 as rows from ${table} where table_id = $1 and version = $2`,
  )
  const { rows } = await client.query<{ table: string; rows: number }>(
    `select * from (${counts.join(' union all ')}) counted where rows > 0`,
    [tableId, version],
  )
  return rows
}

type SizesRow = Record<`${'added' | 'removed' | 'total'}Files`, bigint> &
  Record<`${'added' | 'removed' | 'total'}${'Bytes' | 'Rows'}`, string | null>

async function readSizes(
  client: pg.ClientBase,
  tableId: string,
  version: bigint,
): Promise<Pick<Rehearsal, 'added' | 'removed' | 'total'>> {
  const { rows } = await client.query<SizesRow>(
    `select files_added as "addedFiles", bytes_added as "addedBytes", rows_added as "addedRows",
         files_removed as "removedFiles", bytes_removed as "removedBytes", rows_removed as "removedRows",
         total_files as "totalFiles", total_bytes as "totalBytes", total_rows as "totalRows"
       from dl_table_versions where table_id = $1 and version = $2`,
    [tableId, version],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`version ${version} is not recorded in its own transaction`)
  const sizes = (part: 'added' | 'removed' | 'total') => {
    const [bytes, count] = [row[`${part}Bytes`], row[`${part}Rows`]]
    return { files: row[`${part}Files`], bytes: BigInt(bytes ?? 0), rows: count === null ? null : BigInt(count) }
  }
  return { added: sizes('added'), removed: sizes('removed'), total: sizes('total') }
}

async function readGuards(client: pg.ClientBase, tables: readonly string[]): Promise<Rehearsal['guards']> {
  const { rows } = await client.query<Rehearsal['guards'][number]>(
    `select c.relname as table, g.name, g.kind
       from pg_class c
       cross join lateral (
         select conname as name, case contype when 'p' then 'primary key' when 'u' then 'unique' when 'c' then 'check'
             when 'f' then 'foreign key' else 'exclusion' end as kind
           from pg_constraint where conrelid = c.oid and contype in ('p', 'u', 'c', 'f', 'x')
         union all
         select tgname, 'trigger' from pg_trigger where tgrelid = c.oid and not tgisinternal and tgenabled <> 'D'
         union all
         select i.relname, 'unique' from pg_index x join pg_class i on i.oid = x.indexrelid
           where x.indrelid = c.oid and x.indisunique
             and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
       ) g
       where c.relname = any ($1) and c.relnamespace = current_schema()::regnamespace
       order by c.relname, g.kind, g.name`,
    [tables],
  )
  return rows
}
