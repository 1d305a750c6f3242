import type { Column } from './column.ts'
import type { Table } from './define-table.ts'

const FIELD_COUNT_BYTES = 2
const LENGTH_BYTES = 4

/** About how many bytes a row takes in a COPY, found without laying it out. Says nothing about whether it fits. */
export function rowSizer(table: Table): (row: object) => number {
  const columns = table.columnNames.map(name => {
    // The sizes of a row's values are asked for by name alone, as the mapper does.
    const { sizeOf } = table.columns[name] as unknown as Pick<Column<unknown>, 'sizeOf'>
    return { name, sizeOf }
  })
  return row => {
    let bytes = FIELD_COUNT_BYTES
    for (const { name, sizeOf } of columns) {
      const value = (row as Readonly<Record<string, unknown>>)[name]
      bytes += value === null || value === undefined ? LENGTH_BYTES : sizeOf(value)
    }
    return bytes
  }
}
