import type { ComparisonSummary, FileChange } from '../../shared/contract/comparisons.ts'
import { diffSnapshots, type TableDiff } from '../../shared/delta/diff.ts'
import { snapshotOfLines } from '../../shared/delta/snapshot-of-lines.ts'
import { FILE_PAGE_MAX } from '../../shared/limits.ts'
import { compareVersions, readComparedFiles } from '../inspect/compare-versions.ts'
import type { Database } from '../postgres/connection.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { PLACE_HELP, versionAt } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { diffAcross, reachesBeyond, SIDE_HELP } from './diff-across.ts'
import { fileChangeJson, printFileTotals, printStateDiff, SIGNS, stateDiffJson } from './diff-parts.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import type { Json } from './print-json.ts'

export const diffCommand: Command = {
  name: 'diff',
  positionals: ['table', 'a', 'b'],
  options: { files: { type: 'boolean' } },
  summary: 'compare two versions: what became of files, schema, properties and protocol',
  help: `  --files   name every file that differs, too

<a> and <b> are each ${PLACE_HELP}. With a above b it is the difference of going back.
${SIDE_HELP}

With --json: {"from", "to", "totals", "churn", "schema", "properties", "partitioning", "protocol", "txns", "domains",
"files"}; "files" is there with --files alone, with the add action of either side as it was committed. Beyond one table "from" and
"to" are {"table", "version", "draft", "files", "bytes", "rows"}, and "partitions" stands instead of "churn".`,
  async run({ database, positionals, values, surroundings }) {
    const { signal } = surroundings
    const table = await findTable(database, positionals[0])
    if (reachesBeyond(positionals[1]) || reachesBeyond(positionals[2])) {
      const places = { a: positionals[1] ?? '', b: positionals[2] ?? '' }
      return await diffAcross(database, table, places, values.files === true, surroundings)
    }
    const from = await versionAt(database, table, positionals[1], '<a>')
    const to = await versionAt(database, table, positionals[2], '<b>')
    const request = { tableId: table.tableId, from, to }
    const [summary, before, after] = await Promise.all([
      compareVersions(database, request, signal),
      readSnapshotHeader(database, table.tableId, from),
      readSnapshotHeader(database, table.tableId, to),
    ])
    if (!summary || !before || !after) {
      throw new CommandFailure('not-found', `Version ${from} or ${to} is not recorded.`)
    }
    const diff = diffSnapshots(snapshotOfLines(before), snapshotOfLines(after))
    const files = values.files === true ? await readAllChanges(database, request, signal) : undefined
    return { text: printDiff(table.name, summary, diff, files), json: diffJson(summary, diff, files) }
  },
}

async function readAllChanges(
  database: Database,
  request: { tableId: string; from: bigint; to: bigint },
  signal: AbortSignal,
): Promise<FileChange[]> {
  const changes: FileChange[] = []
  for (let after: { path: string; delta: bigint } | undefined, isMore = true; isMore; ) {
    const page = await readComparedFiles(database, { ...request, after, limit: FILE_PAGE_MAX }, signal)
    changes.push(...page.changes)
    after = page.next ?? undefined
    isMore = page.next !== null
  }
  return changes
}

function diffJson(summary: ComparisonSummary, diff: TableDiff, files: readonly FileChange[] | undefined): Json {
  return {
    from: summary.from.version,
    to: summary.to.version,
    totals: summary.files.map(totals => ({ ...totals })),
    churn: { ...summary.churn, operations: undefined, committers: undefined },
    ...stateDiffJson(diff),
    files: files?.map(fileChangeJson),
  }
}

function printDiff(
  name: string,
  { from, to, files: totals, churn }: ComparisonSummary,
  diff: TableDiff,
  files: readonly FileChange[] | undefined,
): string {
  const lines = [
    `${name}: v${from.version} → v${to.version}, ${formatCount(churn.commits)} commits`,
    ...printFileTotals(totals),
    `total  ${formatCount(from.totalFiles)} → ${formatCount(to.totalFiles)} files, ${formatBytes(from.totalBytes)} → ${formatBytes(to.totalBytes)}`,
    ...(churn.transientFiles > 0
      ? [`churn  ${formatCount(churn.transientFiles)} files came and went, ${formatBytes(churn.transientBytes)}`]
      : []),
    ...printStateDiff(diff),
    ...(files ?? []).map(({ kind, path, version }) => `${SIGNS[kind]} ${path}  (v${version})`),
  ]
  return lines.map(visible).join('\n')
}
