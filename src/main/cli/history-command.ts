import type { VersionSummary } from '../../shared/contract/schemas.ts'
import { HISTORY_PAGE_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import type { Command } from './command.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatChange, formatCount, formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'
import { readLimit, readVersionNumber, textOption } from './read-arguments.ts'

export const historyCommand: Command = {
  name: 'history',
  positionals: ['table'],
  options: { limit: { type: 'string' }, before: { type: 'string' } },
  summary: 'walk through the versions of a table, newest first',
  help: `  --limit N    show N versions (default: 20)
  --before V   begin below version V

With --json: {"table", "versions": [...], "next"}; "next" is what --before takes to go on, null at the end.`,
  async run({ database, positionals, values }) {
    const limit = readLimit(textOption(values, 'limit'))
    const before = readVersionNumber(textOption(values, 'before'), '--before')
    const { tableId, name } = await findTable(database, positionals[0])
    const { versions, next } = await readVersions(database, tableId, before, limit)
    return { text: printHistory(versions, next), json: { table: name, versions: versions.map(versionJson), next } }
  },
}

async function readVersions(
  database: Database,
  tableId: string,
  before: bigint | undefined,
  limit: number,
): Promise<{ versions: VersionSummary[]; next: bigint | null }> {
  const versions: VersionSummary[] = []
  for (let next = before; ; ) {
    const wanted = Math.min(limit - versions.length, HISTORY_PAGE_MAX)
    const page = await readHistoryPage(database, { tableId, before: next, limit: wanted })
    versions.push(...page.versions)
    if (page.next === null || versions.length >= limit) return { versions, next: page.next }
    next = page.next
  }
}

function versionJson({ operationParameters, ...version }: VersionSummary): Json {
  return { ...version, operationParameters: operationParameters === null ? null : new JsonText(operationParameters) }
}

function printHistory(versions: readonly VersionSummary[], next: bigint | null): string {
  if (versions.length === 0) return 'No versions.'
  const table = printColumns(
    [
      { title: 'VERSION', align: 'right' },
      { title: 'COMMITTED' },
      { title: 'OPERATION' },
      { title: 'COMMITTER' },
      { title: 'FILES', align: 'right' },
      { title: 'TOTAL FILES', align: 'right' },
      { title: 'TOTAL SIZE', align: 'right' },
      { title: 'TOTAL ROWS', align: 'right' },
    ],
    versions.map(version => [
      String(version.version),
      formatTime(version.committedAt),
      version.operation,
      version.committer,
      formatChange(version.filesAdded, version.filesRemoved),
      formatCount(version.totalFiles),
      formatBytes(version.totalBytes),
      formatCount(version.totalRows),
    ]),
  )
  return next === null ? table : `${table}\n\nOlder versions: --before ${next}`
}
