import type { TableSummary } from '../../../shared/contract/schemas.ts'

type ListedTable = Pick<
  TableSummary,
  'name' | 'tableId' | 'location' | 'head' | 'lastCommit' | 'totalFiles' | 'totalBytes' | 'totalRows'
>

/** Tables as a sheet (RFC 4180). */
export function tablesCsv(tables: readonly ListedTable[]): string {
  const lines = [
    ['name', 'table_id', 'location', 'head', 'last_commit', 'committer', 'files', 'bytes', 'rows'],
    ...tables.map(({ name, tableId, location, head, lastCommit, totalFiles, totalBytes, totalRows }) => [
      ...[name, tableId, location ?? '', head < 0n ? '' : String(head)],
      lastCommit ? new Date(lastCommit.committedAt).toISOString() : '',
      lastCommit?.committer ?? '',
      ...[totalFiles, totalBytes, totalRows ?? ''].map(String),
    ]),
  ]
  return lines.map(cells => `${cells.map(csv).join(',')}\r\n`).join('')
}

/** A sheet must not take a name for a formula. */
function csv(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
