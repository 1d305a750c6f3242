import { type AnyColumn, type Column, type DefaultedColumn, isServerFilled, type ServerFilledColumn } from './column.ts'

export type Columns = Readonly<Record<string, AnyColumn>>

/** A table, said once: its row type, its statements and its mapper follow from it. */
export interface Table<C extends Columns = Columns> {
  readonly name: string
  /** Of the database; absent: found by the session's search_path. */
  readonly schema?: string | undefined
  readonly columns: C
  /** The columns that are sent, in the order of their definition. */
  readonly columnNames: readonly string[]
  readonly primaryKey: readonly string[]
}

type ValueOf<C> = C extends Column<infer T> ? T : never
type ServerFilledKeys<C> = { [K in keyof C]: C[K] extends ServerFilledColumn ? K : never }[keyof C]
type DefaultedKeys<C> = {
  [K in keyof C]: C[K] extends Pick<DefaultedColumn<unknown>, 'valueWhenAbsent'> ? K : never
}[keyof C]

type RowOfColumns<C> = {
  readonly [K in Exclude<keyof C, ServerFilledKeys<C> | DefaultedKeys<C>>]: ValueOf<C[K]>
} & {
  readonly [K in Exclude<DefaultedKeys<C>, ServerFilledKeys<C>>]?: ValueOf<C[K]>
}

/** What one row of a table must look like. */
export type RowOf<T extends Table> =
  T extends Table<infer C> ? { [K in keyof RowOfColumns<C>]: RowOfColumns<C>[K] } : never

export interface TableOptions<C extends Columns> {
  readonly schema?: string | undefined
  readonly primaryKey?: readonly (keyof C & string)[] | undefined
}

/** Names are PostgreSQL's, as they are: they are quoted where they must be. */
export function defineTable<const C extends Columns>(
  name: string,
  columns: C,
  { schema, primaryKey = [] }: TableOptions<C> = {},
): Table<C> {
  const columnNames = Object.entries(columns).flatMap(([column, type]) => (isServerFilled(type) ? [] : [column]))
  if (columnNames.length > COLUMNS_MAX) throw new Error(`${name} has more than ${COLUMNS_MAX} columns`)
  return { name, ...(schema !== undefined && { schema }), columns, columnNames, primaryKey }
}

/** PostgreSQL's own limit. */
const COLUMNS_MAX = 1_600
