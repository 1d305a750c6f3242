import type { VersionSummary } from '../../shared/contract/schemas.ts'
import { type ResolvedTerm, resolveFilter } from '../../shared/history/filter.ts'
import { FILTER_KEYS, NEGATION, parseFilter } from '../../shared/history/parse-filter.ts'
import { HISTORY_PAGE_MAX } from '../../shared/limits.ts'
import { findVersions } from '../postgres/find-versions.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatChange, formatCount, formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'
import { readLimit, readVersionNumber, textOption } from './read-arguments.ts'

export const historyCommand: Command = {
  name: 'history',
  positionals: ['table'],
  options: { limit: { type: 'string' }, before: { type: 'string' }, filter: { type: 'string' } },
  summary: 'walk through the versions of a table, newest first',
  help: `  --limit N    show N versions (default: 20)
  --before V   begin below version V
  --filter F   show versions that fit: ${filterHelp()}

With --json: {"table", "versions": [...], "next"}; "next" is what --before takes to go on, null at the end.`,
  async run({ database, positionals, values, surroundings: { signal } }) {
    const limit = readLimit(textOption(values, 'limit'))
    const before = readVersionNumber(textOption(values, 'before'), '--before')
    const filter = readFilter(textOption(values, 'filter'))
    const { tableId, name } = await findTable(database, positionals[0])
    const readPage = (request: PageRequest) =>
      filter === undefined
        ? readHistoryPage(database, { tableId, ...request })
        : findVersions(database, { tableId, filter, ...request }, signal)
    const { versions, next } = await readVersions(readPage, before, limit)
    return { text: printHistory(versions, next), json: { table: name, versions: versions.map(versionJson), next } }
  },
}

interface PageRequest {
  readonly before: bigint | undefined
  readonly limit: number
}

async function readVersions(
  readPage: (request: PageRequest) => Promise<{ versions: VersionSummary[]; next: bigint | null }>,
  before: bigint | undefined,
  limit: number,
): Promise<{ versions: VersionSummary[]; next: bigint | null }> {
  const versions: VersionSummary[] = []
  for (let next = before; ; ) {
    const wanted = Math.min(limit - versions.length, HISTORY_PAGE_MAX)
    const page = await readPage({ before: next, limit: wanted })
    versions.push(...page.versions)
    if (page.next === null || versions.length >= limit) return { versions, next: page.next }
    next = page.next
  }
}

/** Throws a CommandFailure of kind `usage` that points at what is wrong. */
function readFilter(text: string | undefined): ResolvedTerm[] | undefined {
  if (text === undefined) return undefined
  const now = Date.now()
  const { terms, problems } = parseFilter(text, now)
  if (problems.length === 0) return resolveFilter(terms, now)
  const lines = problems.flatMap(({ at, end, message }) => [text, `${' '.repeat(at)}${'^'.repeat(end - at)}`, message])
  throw new CommandFailure('usage', 'The filter has problems:', { lines })
}

function filterHelp(): string {
  const examples = [...Object.values(FILTER_KEYS), NEGATION].map(
    ({ example, hint }) => `\n               ${example.padEnd(26)} ${hint}`,
  )
  return [
    'terms with spaces between them',
    ...examples,
    `\n               ${'<1d, >30d'.padEnd(26)} younger or older than`,
    '\n               where a minus comes first, write --filter=-op:OPTIMIZE',
  ].join('')
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
