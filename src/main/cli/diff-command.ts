import type { ComparisonSummary, FileChange } from '../../shared/contract/comparisons.ts'
import { describeSchemaChange } from '../../shared/delta/describe-schema-change.ts'
import { diffSnapshots, type TableDiff } from '../../shared/delta/diff.ts'
import { snapshotOfLines } from '../../shared/delta/snapshot-of-lines.ts'
import { FILE_PAGE_MAX } from '../../shared/limits.ts'
import { compareVersions, readComparedFiles } from '../inspect/compare-versions.ts'
import type { Database } from '../postgres/connection.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { PLACE_HELP, versionAt } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'

const SIGNS = { added: '+', removed: '-', 'deletion-vector': '~', refreshed: '~' } as const

export const diffCommand: Command = {
  name: 'diff',
  positionals: ['table', 'a', 'b'],
  options: { files: { type: 'boolean' } },
  summary: 'compare two versions: what became of files, schema, properties and protocol',
  help: `  --files   name every file that differs, too

<a> and <b> are each ${PLACE_HELP}. With a above b it is the difference of going back.

With --json: {"from", "to", "totals", "churn", "schema", "properties", "partitioning", "protocol", "txns", "domains",
"files"}; "files" is there with --files alone, with the add action of either side as it was committed.`,
  async run({ database, positionals, values, surroundings: { signal } }) {
    const table = await findTable(database, positionals[0])
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
  const { schema, properties, partitioning, protocol, txns, domains } = diff
  const json = (line: string | null) => (line === null ? null : new JsonText(line))
  return {
    from: summary.from.version,
    to: summary.to.version,
    totals: summary.files.map(totals => ({ ...totals })),
    churn: { ...summary.churn, operations: undefined, committers: undefined },
    schema: schema.map(change => ({ ...change, path: [...change.path] })),
    properties: properties.map(change => ({ ...change })),
    partitioning: partitioning && { from: [...partitioning.from], to: [...partitioning.to] },
    protocol: protocol && {
      addedFeatures: [...protocol.addedFeatures],
      removedFeatures: [...protocol.removedFeatures],
      from: protocol.from && versionsOf(protocol.from),
      to: protocol.to && versionsOf(protocol.to),
    },
    txns: txns.map(change => ({ ...change })),
    domains: domains.map(change => ({ ...change })),
    files: files?.map(({ before, after, ...change }) => ({ ...change, before: json(before), after: json(after) })),
  }
}

function versionsOf({ minReaderVersion, minWriterVersion }: { minReaderVersion: number; minWriterVersion: number }) {
  return { minReaderVersion, minWriterVersion }
}

function printDiff(
  name: string,
  { from, to, files: totals, churn }: ComparisonSummary,
  diff: TableDiff,
  files: readonly FileChange[] | undefined,
): string {
  const changes = (title: string, list: TableDiff['properties']) =>
    list.map(({ key, from: old, to: now }) => `${title}  ${key}: ${old ?? 'unset'} → ${now ?? 'unset'}`)
  const lines = [
    `${name}: v${from.version} → v${to.version}, ${formatCount(churn.commits)} commits`,
    ...totals.map(
      ({ kind, files: count, bytesBefore, bytesAfter }) =>
        `files  ${SIGNS[kind]} ${formatCount(count)} ${kind}, ${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)}`,
    ),
    `total  ${formatCount(from.totalFiles)} → ${formatCount(to.totalFiles)} files, ${formatBytes(from.totalBytes)} → ${formatBytes(to.totalBytes)}`,
    ...(churn.transientFiles > 0
      ? [`churn  ${formatCount(churn.transientFiles)} files came and went, ${formatBytes(churn.transientBytes)}`]
      : []),
    ...diff.schema.map(describeSchemaChange).map(({ sign, column, what }) => `schema  ${sign} ${column} ${what}`),
    ...(diff.isSchemaUnreadable ? ['schema  differs, and one of the two cannot be read'] : []),
    ...(diff.partitioning
      ? [`partitioned by  ${diff.partitioning.from.join(', ')} → ${diff.partitioning.to.join(', ')}`]
      : []),
    ...changes('property', diff.properties),
    ...changes('detail', diff.details),
    ...(diff.protocol ? printProtocol(diff.protocol) : []),
    ...changes('txn', diff.txns),
    ...changes('domain', diff.domains),
    ...(files ?? []).map(({ kind, path, version }) => `${SIGNS[kind]} ${path}  (v${version})`),
  ]
  return lines.map(visible).join('\n')
}

function printProtocol({ from, to, addedFeatures, removedFeatures }: NonNullable<TableDiff['protocol']>): string[] {
  const versions = (protocol: typeof from) =>
    protocol ? `reader ${protocol.minReaderVersion} writer ${protocol.minWriterVersion}` : 'none'
  return [
    `protocol  ${versions(from)} → ${versions(to)}`,
    ...addedFeatures.map(feature => `protocol  + ${feature}`),
    ...removedFeatures.map(feature => `protocol  - ${feature}`),
  ]
}
