import type { Columns, RowOf, Table } from './define-table.ts'

/** How one column follows from a record. */
export type Derivation<Record, Value> = (record: Record) => Value

/** A derivation for each column that the row needs; those with a default may be left out. */
export type Derivations<Record, Row> = { readonly [K in keyof Row]: Derivation<Record, Row[K]> }

/** What to do with a record whose key is not in a lookup. */
export type MissPolicy<Value> =
  | { readonly onMiss: 'default'; readonly value: Value }
  /** The column becomes null; it must be nullable. */
  | { readonly onMiss: 'null' }
  /** The record is left out and counted. */
  | { readonly onMiss: 'skip' }
  /** The transform ends with LookupFailed. */
  | { readonly onMiss: 'fail' }

/** A key was not in its lookup. */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed'
  readonly lookup: string
  readonly key: unknown

  constructor(lookup: string, key: unknown) {
    super(`${lookup} has no entry for ${String(key)}`)
    this.lookup = lookup
    this.key = key
  }
}

/** Finds a column's value by a key of the record; `name` stands for the lookup in counts and messages. */
export function lookup<Record, Key, Value, Policy extends MissPolicy<Value>>(
  name: string,
  entries: { get(key: Key): Value | undefined },
  keyOf: (record: Record) => Key,
  policy: Policy,
): Derivation<Record, Policy extends { onMiss: 'null' } ? Value | null : Value> {
  type Found = Policy extends { onMiss: 'null' } ? Value | null : Value
  return record => {
    const key = keyOf(record)
    const found = entries.get(key) ?? missed(name, key, policy)
    return found as Found
  }
}

/** Records of one batch as rows, and how many were left out by each lookup. */
export interface Transformed<Row> {
  readonly rows: Row[]
  readonly skipped: ReadonlyMap<string, number>
}

export type Transform<Record, Row> = (records: Iterable<Record>) => Transformed<Row>

/** From records to rows of `table`: pure, so that it can be tested without a database. */
export function transformTo<Record>() {
  return <C extends Columns>(
    table: Table<C>,
    derivations: Derivations<Record, RowOf<Table<C>>>,
  ): Transform<Record, RowOf<Table<C>>> => {
    const columns = Object.entries<Derivation<Record, unknown>>(derivations)
    const unknown = columns.find(([name]) => !table.columnNames.includes(name))
    if (unknown) throw new Error(`${table.name} has no column ${unknown[0]} to derive`)
    return records => {
      const rows: RowOf<Table<C>>[] = []
      const skipped = new Map<string, number>()
      for (const record of records) {
        const row = rowOf(columns, record, skipped)
        // Every column of the row has been derived by a function of its own type.
        if (row) rows.push(row as RowOf<Table<C>>)
      }
      return { rows, skipped }
    }
  }
}

function rowOf<Record>(
  columns: readonly (readonly [string, Derivation<Record, unknown>])[],
  record: Record,
  skipped: Map<string, number>,
): object | undefined {
  const row: { [name: string]: unknown } = {}
  try {
    for (const [name, derive] of columns) row[name] = derive(record)
    return row
  } catch (error) {
    if (!(error instanceof Skipped)) throw error
    skipped.set(error.lookup, (skipped.get(error.lookup) ?? 0) + 1)
    return undefined
  }
}

/** Leaves a record out from within a derivation; never leaves the transform. */
class Skipped {
  readonly lookup: string

  constructor(lookup: string) {
    this.lookup = lookup
  }
}

function missed<Value>(name: string, key: unknown, policy: MissPolicy<Value>): Value | null {
  switch (policy.onMiss) {
    case 'default':
      return policy.value
    case 'null':
      return null
    case 'skip':
      throw new Skipped(name)
    case 'fail':
      throw new LookupFailed(name, key)
  }
}
