import type { ComparisonSummary } from '../../../shared/contract/comparisons.ts'
import type { StateChange } from '../../../shared/delta/comparison-report.ts'
import { formatBytes, formatCount, formatSignedBytes, formatSignedCount } from '../../ui/format.ts'
import type { ChangeRow } from './change-row.ts'

/** The comparison as a text for a ticket or a review. */
export function comparisonMarkdown(
  table: string,
  { from, to, files, churn }: ComparisonSummary,
  changes: readonly StateChange[],
): string {
  const lines = [
    `## ${markdown(table)}: v${from.version} → v${to.version}`,
    '',
    `- files ${formatCount(from.totalFiles)} → ${formatCount(to.totalFiles)} (${formatSignedCount(to.totalFiles - from.totalFiles)})`,
    `- size ${formatBytes(from.totalBytes)} → ${formatBytes(to.totalBytes)} (${formatSignedBytes(to.totalBytes - from.totalBytes)})`,
    ...files.map(({ kind, files: count }) => `- ${formatCount(count)} files ${kind}`),
    `- ${formatCount(churn.commits)} commits, ${formatBytes(churn.bytesAdded)} written`,
    ...stateMarkdown(changes),
  ]
  return `${lines.join('\n')}\n`
}

/** Everything, for programs; 64-bit numbers are text. */
export function comparisonJson(
  table: string,
  { from, to, files, churn }: ComparisonSummary,
  changes: readonly StateChange[],
  rows: readonly ChangeRow[],
): string {
  const document = {
    table,
    from: from.version,
    to: to.version,
    totals: files,
    churn,
    changes,
    files: rows.map(changeJson),
  }
  return exactJson(document)
}

/** A file that differs, for programs. */
export function changeJson({ kind, path, version, deltaBytes, deltaRows, before, after }: ChangeRow): object {
  const lines = { before: before?.line ?? null, after: after?.line ?? null }
  return { kind, path, version, deltaBytes, deltaRows: deltaRows ?? null, ...lines }
}

/** JSON in which 64-bit numbers are text. */
export function exactJson(document: object): string {
  return `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`
}

/** What differs besides files as rows of a Markdown table, with its head. */
export function stateMarkdown(changes: readonly StateChange[]): string[] {
  return [
    ...(changes.length > 0 ? ['', '| what | | subject | change |', '|---|---|---|---|'] : []),
    ...changes.map(
      ({ part, sign, subject, what }) => `| ${part} | ${sign} | ${markdown(subject)} | ${markdown(what)} |`,
    ),
  ]
}

/** The files as a sheet (RFC 4180). */
export function filesCsv(rows: readonly ChangeRow[]): string {
  const lines = [
    ['change', 'path', 'version', 'size_before', 'size_after', 'rows_before', 'rows_after'],
    ...rows.map(({ kind, path, version, before, after }) => [
      kind,
      path,
      String(version),
      text(before?.add?.size),
      text(after?.add?.size),
      text(before?.rows),
      text(after?.rows),
    ]),
  ]
  return lines.map(cells => `${cells.map(csv).join(',')}\r\n`).join('')
}

function text(value: bigint | undefined): string {
  return value === undefined ? '' : String(value)
}

/** A sheet must not take a path for a formula. */
function csv(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Text that Markdown takes for nothing else. */
export function markdown(cell: string): string {
  return cell.replaceAll(/[\\|`*_<>#[\]]/g, '\\$&').replaceAll(/\s+/g, ' ')
}
