import type { CopyTarget } from './copy-target.ts'

/**
 * How one type of PostgreSQL takes the values `T` of one type of TypeScript. `write` and `print` throw ValueRefused for
 * a value that the type cannot hold; null is the table's affair.
 */
export interface Column<T> {
  /** The type as `format_type` prints it: `bigint`, `character varying(20)`, `text[]`. */
  readonly sqlType: string
  /** The type's number in `pg_type`, which arrays carry on the wire. */
  readonly oid: number
  readonly nullable: boolean
  /** Lays out the length and the bytes of the type's binary form. */
  readonly write: (target: CopyTarget, value: T) => void
  /** The type's text form, as a parameter or in text COPY (before escaping). */
  readonly print: (value: T) => string
  /** About how many bytes a value takes, found without laying it out. */
  readonly sizeOf: (value: T) => number
}

/** A column that a row may leave out. */
export interface DefaultedColumn<T> extends Column<T> {
  readonly valueWhenAbsent: T
}

/** A column that no row has: the server fills it. */
export interface ServerFilledColumn extends Column<never> {
  readonly filledBy: string
}

/** Any column, whatever its values. */
export type AnyColumn = Column<never>

/** The column takes null as well. */
export function nullable<T>(column: Column<T>): Column<T | null> {
  // The writers of a column never meet null: the table writes it as a length of -1.
  return { ...(column as Column<T | null>), nullable: true }
}

/** Rows may leave the column out; the table's definition gives other writers the same default. */
export function withDefault<T>(column: Column<T>, valueWhenAbsent: NoInfer<T>): DefaultedColumn<T> {
  return { ...column, valueWhenAbsent }
}

/** The column is never sent: `filledBy`, an SQL expression, is its default in the database. */
export function filledByServer(column: AnyColumn, filledBy: string): ServerFilledColumn {
  return { ...column, filledBy }
}

export function isServerFilled(column: AnyColumn): column is ServerFilledColumn {
  return 'filledBy' in column
}

export function hasDefault(column: AnyColumn): column is DefaultedColumn<never> {
  return 'valueWhenAbsent' in column
}
