import type { TableSummary } from '../../shared/contract/schemas.ts'
import { TABLE_PAGE_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { listTables } from '../postgres/tables.ts'
import type { Command } from './command.ts'
import { formatBytes, formatCount, formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'

export const tablesCommand: Command = {
  name: 'tables',
  positionals: [],
  options: {},
  summary: 'list the tables',
  help: `Lists every table with its head, size and newest commit.
With --json: {"tables": [...]}; times are milliseconds since 1970.`,
  async run({ database }) {
    const tables = await allTables(database)
    return { text: printTables(tables), json: { tables: tables.map(table => ({ ...table })) } }
  },
}

async function allTables(database: Database): Promise<TableSummary[]> {
  const all: TableSummary[] = []
  for (let after: string | undefined; ; ) {
    const { tables, next } = await listTables(database, { after, limit: TABLE_PAGE_MAX })
    all.push(...tables)
    if (next === null) return all
    after = next
  }
}

function printTables(tables: readonly TableSummary[]): string {
  if (tables.length === 0) return 'No tables yet. deltadesk import <folder> brings the first one.'
  return printColumns(
    [
      { title: 'TABLE' },
      { title: 'HEAD', align: 'right' },
      { title: 'FILES', align: 'right' },
      { title: 'SIZE', align: 'right' },
      { title: 'ROWS', align: 'right' },
      { title: 'LAST COMMIT' },
      { title: 'OPERATION' },
    ],
    tables.map(({ name, head, totalFiles, totalBytes, totalRows, lastCommit }) => [
      name,
      head < 0n ? '-' : String(head),
      formatCount(totalFiles),
      formatBytes(totalBytes),
      formatCount(totalRows),
      lastCommit === null ? '-' : formatTime(lastCommit.committedAt),
      lastCommit?.operation ?? '-',
    ]),
  )
}
