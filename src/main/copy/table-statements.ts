import { type AnyColumn, hasDefault, isServerFilled } from './column.ts'
import type { Table } from './define-table.ts'

export type CopyFormat = 'binary' | 'text'

/** `create table` for a table that does not exist yet. */
export function createTableStatement(table: Table): string {
  const lines = Object.entries(table.columns).map(([name, column]) => `  ${columnDefinition(name, column)}`)
  if (table.primaryKey.length > 0) lines.push(`  primary key (${table.primaryKey.map(quoteIdentifier).join(', ')})`)
  return `create table ${quotedName(table)} (\n${lines.join(',\n')}\n)`
}

/** `price numeric(38,9) not null default '0'`. */
export function columnDefinition(name: string, column: AnyColumn): string {
  const notNull = column.nullable ? '' : ' not null'
  return `${quoteIdentifier(name)} ${column.sqlType}${notNull}${defaultClause(column)}`
}

/** Text is sent as UTF-8 whatever the session speaks. */
export function copyStatement(table: Table, format: CopyFormat): string {
  const columns = table.columnNames.map(quoteIdentifier).join(', ')
  const options = format === 'binary' ? 'format binary' : "format text, encoding 'utf8'"
  return `copy ${quotedName(table)} (${columns}) from stdin (${options})`
}

export function quotedName({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Always quoted: the list of reserved words grows with every version. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function defaultClause(column: AnyColumn): string {
  if (isServerFilled(column)) return ` default ${column.filledBy}`
  if (!hasDefault(column)) return ''
  const { valueWhenAbsent, print } = column
  return valueWhenAbsent === null ? ' default null' : ` default ${quoteLiteral(print(valueWhenAbsent))}`
}

function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  return text.includes('\\') ? `e${quoted}` : quoted
}
