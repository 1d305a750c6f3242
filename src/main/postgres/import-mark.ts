import type pg from 'pg'
import { type ImportMark, importMarkSchema } from '../../shared/contract/import-mark.ts'
import type { Database } from './connection.ts'

/** Why no writer may commit to a table: an import is not done with it, or its log is broken. */
export type Restriction = 'importing' | 'inspection-only'

export interface MarkedTable {
  readonly tableId: string
  readonly name: string
  readonly head: bigint
  /** Undefined for a table that no import has made. */
  readonly mark: ImportMark | undefined
}

interface MarkedRow {
  readonly tableId: string
  readonly name: string
  readonly head: bigint
  readonly mark: string | null
}

const MARKED = `table_id as "tableId", name, current_version as head, (properties->'import')::text as mark`

export async function findTableByName(database: Database, name: string): Promise<MarkedTable | undefined> {
  const { rows } = await database.pool.query<MarkedRow>(`select ${MARKED} from dl_tables where name = $1`, [name])
  return rows[0] && toMarkedTable(rows[0])
}

export async function findTableById(database: Database, tableId: string): Promise<MarkedTable | undefined> {
  const { rows } = await database.pool.query<MarkedRow>(`select ${MARKED} from dl_tables where table_id = $1`, [
    tableId,
  ])
  return rows[0] && toMarkedTable(rows[0])
}

/** A table that an earlier run of a task has left unfinished; the newest one. */
export async function findUnfinishedImport(database: Database, taskId: string): Promise<MarkedTable | undefined> {
  const { rows } = await database.pool.query<MarkedRow>(
    `select ${MARKED} from dl_tables
       where properties->'import'->>'state' = 'running' and properties->'import'->>'task' = $1
       order by created_at desc limit 1`,
    [taskId],
  )
  return rows[0] && toMarkedTable(rows[0])
}

/** What a table says of its import; undefined for a table of another origin. */
export async function readImportMark(database: Database, tableId: string): Promise<ImportMark | undefined> {
  return (await findTableById(database, tableId))?.mark
}

/** Puts a mark and a restriction on a table, or takes the restriction off, inside the caller's transaction. */
export async function markImport(
  client: pg.ClientBase,
  tableId: string,
  mark: ImportMark,
  restriction: Restriction | null,
): Promise<void> {
  await client.query(
    `update dl_tables set properties = properties - 'restriction'
         || jsonb_build_object('import', $2::jsonb)
         || case when $3::text is null then '{}'::jsonb else jsonb_build_object('restriction', $3::text) end
       where table_id = $1`,
    [tableId, JSON.stringify(mark), restriction],
  )
}

/** Locks a table for its import; undefined where it is gone or another run has taken it over. */
export async function lockImport(client: pg.ClientBase, tableId: string, run: string): Promise<bigint | undefined> {
  const { rows } = await client.query<{ head: bigint }>(
    `select current_version as head from dl_tables
       where table_id = $1 and properties->'import'->>'run' = $2 for no key update`,
    [tableId, run],
  )
  return rows[0]?.head
}

function toMarkedTable({ mark, ...row }: MarkedRow): MarkedTable {
  const read = mark === null ? undefined : importMarkSchema.safeParse(JSON.parse(mark))
  return { ...row, mark: read?.success ? read.data : undefined }
}
