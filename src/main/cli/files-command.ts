import type { PrunedFile, PruneResult } from '../../shared/contract/snapshots.ts'
import type { AddFile } from '../../shared/delta/actions.ts'
import { formatIssuePath } from '../../shared/delta/issue.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { logicalRows } from '../../shared/delta/stats.ts'
import { pruneSnapshot } from '../inspect/prune-snapshot.ts'
import type { Database } from '../postgres/connection.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { chooseVersion, VERSION_OPTIONS, VERSION_OPTIONS_HELP } from './choose-version.ts'
import type { Command } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatCount } from './format.ts'
import { printColumns } from './print-columns.ts'
import { type Json, JsonText } from './print-json.ts'
import { textOption } from './read-arguments.ts'

export const filesCommand: Command = {
  name: 'files',
  positionals: ['table'],
  options: { ...VERSION_OPTIONS, where: { type: 'string' } },
  summary: 'list the live files, or those that a predicate opens',
  help: `${VERSION_OPTIONS_HELP}
  --where PREDICATE  only files that a reader with this predicate opens, by partition values and statistics:
                     --where "dt = '2026-11-19' and id > 900000"

With --json: {"version", "asOf", "predicate", "kept", "total", "withoutStatistics", "conjuncts", "files"}; each file is its add
action as it was committed, "addedIn" its version, and "unknown" the columns that it says nothing about.`,
  async run({ database, positionals, values, surroundings: { signal }, onProgress }) {
    const predicate = textOption(values, 'where')
    const table = await findTable(database, positionals[0])
    const { version, asOf } = await chooseVersion(database, table, values)
    const result = await prune(database, table.tableId, version, predicate ?? 'true', signal, onProgress)
    const files = printFiles(result, predicate !== undefined)
    return {
      text: asOf === undefined ? files : `${files}\n${asOf.words}`,
      json: { version, asOf: asOf?.json ?? null, ...filesJson(version, result) },
    }
  },
}

async function prune(
  database: Database,
  tableId: string,
  version: bigint,
  predicate: string,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<PruneResult> {
  const header = await readSnapshotHeader(database, tableId, version)
  if (header === undefined) throw new CommandFailure('not-found', `Version ${version} is not recorded.`)
  const options = { predicate, keptShown: Number.MAX_SAFE_INTEGER, prunedShown: 0 }
  for await (const event of pruneSnapshot(database, tableId, header, options, signal)) {
    if (event.kind === 'done') return event
    if (event.kind === 'progress') {
      onProgress(`${formatCount(event.files)} of ${formatCount(event.of)} files`)
    } else {
      throw new CommandFailure('usage', 'The predicate cannot be used.', {
        details: { issues: event.issues.map(({ rule, path, message }) => ({ rule, path: [...path], message })) },
        lines: event.issues.map(({ path, message }) => `${formatIssuePath(path)}: ${message}`),
      })
    }
  }
  throw new Error('the scan ended without a result')
}

function filesJson(version: bigint, result: PruneResult): Readonly<Record<string, Json>> {
  const { predicate, kept, total, withoutStatistics, conjuncts, keptFiles } = result
  return {
    version,
    predicate,
    kept: { ...kept },
    total: { ...total },
    withoutStatistics: { ...withoutStatistics },
    conjuncts: conjuncts.map(({ pruned, ...conjunct }) => ({ ...conjunct, pruned: { ...pruned } })),
    files: keptFiles.map(({ line, version: addedIn, verdict }) => ({
      addedIn,
      unknown: verdict.kind === 'kept' ? [...verdict.unknown] : [],
      action: new JsonText(line),
    })),
  }
}

function printFiles(result: PruneResult, isFiltered: boolean): string {
  const { kept, total, keptFiles, conjuncts, withoutStatistics } = result
  const amount = `${formatCount(kept.files)} of ${formatCount(total.files)} files, ${formatBytes(kept.bytes)} of ${formatBytes(total.bytes)}`
  const summary = isFiltered
    ? [
        `${result.predicate} opens ${amount}`,
        ...conjuncts.map(({ text, pruned }) => `  ${text} skips ${formatCount(pruned.files)}`),
        `  ${formatCount(withoutStatistics.files)} of the opened files lack a statistic that might have skipped them`,
      ]
    : [`${formatCount(total.files)} files, ${formatBytes(total.bytes)}`]
  if (keptFiles.length === 0) return summary.join('\n')
  const columns = printColumns(
    [
      { title: 'ADDED IN', align: 'right' },
      { title: 'SIZE', align: 'right' },
      { title: 'ROWS', align: 'right' },
      { title: 'PATH' },
    ],
    keptFiles.map(file => fileRow(file)),
  )
  return `${columns}\n\n${summary.join('\n')}`
}

function fileRow({ version, line }: PrunedFile): string[] {
  const add = addOf(line)
  return [
    String(version),
    add ? formatBytes(add.size) : '-',
    formatCount((add && logicalRows(add)) ?? null),
    add ? add.path : line,
  ]
}

function addOf(line: string): AddFile | undefined {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' && parsed.value.action.kind === 'add' ? parsed.value.action : undefined
}
