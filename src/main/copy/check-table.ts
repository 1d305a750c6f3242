import type pg from 'pg'
import { type AnyColumn, hasDefault, isServerFilled } from './column.ts'
import type { Table } from './define-table.ts'
import { columnDefinition, createTableStatement, quotedName, quoteIdentifier } from './table-statements.ts'
import { typeName } from './type-name.ts'

/** `strict` refuses a table that differs, `warn` reports it, `bootstrap` creates what is missing and refuses the rest. */
export type CheckMode = 'strict' | 'warn' | 'bootstrap'

/** One difference between a table as it is defined and as it is in the database. */
export interface TableMismatch {
  readonly table: string
  /** null where the whole table is meant. */
  readonly column: string | null
  readonly expected: string
  readonly actual: string
}

/** The database has a table that rows cannot be trusted to. */
export class TableMismatched extends Error {
  override readonly name = 'TableMismatched'
  readonly mismatches: readonly TableMismatch[]

  constructor(mismatches: readonly TableMismatch[]) {
    super(mismatches.map(describeMismatch).join('\n'))
    this.mismatches = mismatches
  }
}

export function describeMismatch({ table, column, expected, actual }: TableMismatch): string {
  const what = column === null ? `Table ${table}` : `Column ${column} of ${table}`
  return `${what}: expected ${expected}, the database has ${actual}.`
}

/** A column that was created, or a whole table where `column` is null. */
export interface Created {
  readonly table: string
  readonly column: string | null
}

export interface TableCheck {
  /** Empty except in the mode `warn`: the others throw. */
  readonly mismatches: readonly TableMismatch[]
  readonly created: readonly Created[]
}

/**
 * Compares tables with the database in one query. Names of a type such as `int4` and `integer` are the same. Columns
 * that only the database has are no difference as long as rows can leave them out. Throws TableMismatched.
 */
export async function checkTables(
  client: pg.ClientBase,
  tables: readonly Table[],
  mode: CheckMode,
): Promise<TableCheck> {
  const actual = await readTables(client, tables)
  const created: Created[] = []
  const mismatches: TableMismatch[] = []
  for (const [index, table] of tables.entries()) {
    const columns = actual.get(index)
    if (columns !== undefined) {
      const missing = Object.keys(table.columns).filter(name => !columns.has(name))
      mismatches.push(...compare(table, columns, mode === 'bootstrap' ? canBeAdded : () => false))
      if (mode !== 'bootstrap' || mismatches.length > 0) continue
      for (const column of missing) created.push({ table: table.name, column })
    } else if (mode === 'bootstrap') created.push({ table: table.name, column: null })
    else mismatches.push({ table: table.name, column: null, expected: 'the table', actual: 'none' })
  }
  if (mode !== 'warn' && mismatches.length > 0) throw new TableMismatched(mismatches)
  for (const { table: name, column } of created) {
    const table = tables.find(defined => defined.name === name)
    if (table) await client.query(column === null ? createTableStatement(table) : addColumnStatement(table, column))
  }
  return { mismatches, created }
}

interface ActualColumn {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly hasDefault: boolean
}

/** The columns of each table, by its place in the list. */
async function readTables(
  client: pg.ClientBase,
  tables: readonly Table[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, ActualColumn>>> {
  const { rows } = await client.query<ActualColumn & { place: number }>(
    `select t.place::int4 - 1 as place, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
            not a.attnotnull as nullable, a.atthasdef or a.attidentity <> '' as "hasDefault"
       from unnest($1::text[]) with ordinality t (name, place)
       join pg_catalog.pg_attribute a on a.attrelid = to_regclass(t.name) and a.attnum > 0 and not a.attisdropped`,
    [tables.map(quotedName)],
  )
  const found = new Map<number, Map<string, ActualColumn>>()
  for (const { place, ...column } of rows) {
    const columns = found.get(place) ?? new Map<string, ActualColumn>()
    found.set(place, columns.set(column.name, column))
  }
  return found
}

function compare(
  { name: table, columns }: Table,
  actual: ReadonlyMap<string, ActualColumn>,
  mayBeMissing: (column: AnyColumn) => boolean,
): TableMismatch[] {
  const mismatches: TableMismatch[] = []
  for (const [column, defined] of Object.entries(columns)) {
    const found = actual.get(column)
    const expected = declaration(defined.sqlType, defined.nullable)
    if (found === undefined) {
      if (!mayBeMissing(defined)) mismatches.push({ table, column, expected, actual: 'no such column' })
    } else if (expected !== declaration(found.type, found.nullable)) {
      mismatches.push({ table, column, expected, actual: declaration(found.type, found.nullable) })
    } else if (isServerFilled(defined) && !found.hasDefault) {
      mismatches.push({ table, column, expected: `${expected} with a default`, actual: expected })
    }
  }
  for (const { name: column, type, nullable, hasDefault: filled } of actual.values()) {
    if (Object.hasOwn(columns, column) || nullable || filled) continue
    mismatches.push({ table, column, expected: 'no such column', actual: declaration(type, nullable) })
  }
  return mismatches
}

/** Rows that are there already get null or the default. */
function canBeAdded(column: AnyColumn): boolean {
  return column.nullable || hasDefault(column) || isServerFilled(column)
}

function declaration(type: string, nullable: boolean): string {
  return nullable ? typeName(type) : `${typeName(type)} not null`
}

function addColumnStatement(table: Table, column: string): string {
  const defined = table.columns[column]
  if (defined === undefined) throw new Error(`${quoteIdentifier(column)} is no column of ${table.name}`)
  return `alter table ${quotedName(table)} add column ${columnDefinition(column, defined)}`
}
