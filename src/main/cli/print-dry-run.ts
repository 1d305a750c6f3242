import type { DryRunReport } from '../../shared/contract/outcome.ts'
import { formatBytes, formatCount } from './format.ts'
import { printColumns } from './print-columns.ts'

/** What a dry run has found, for people. */
export function printDryRun(name: string, report: Extract<DryRunReport, { kind: 'would-commit' }>): string {
  const { version, rows, added, removed, total, guards, timings } = report
  const totalMs = Object.values(timings).reduce((sum, ms) => sum + ms, 0)
  const table = printColumns(
    [{ title: 'TABLE' }, { title: 'ROWS', align: 'right' }],
    rows.map(({ table: title, rows: count }) => [title, formatCount(count)]),
  )
  return [
    `Would become version ${version} of ${name}; everything was rolled back and nothing was changed.`,
    `Adds ${sizes(added)}; removes ${sizes(removed)}; the table would then hold ${sizes(total)}.`,
    `${guards.length} constraints and triggers held. ${totalMs.toFixed(1)} ms, ${(timings.lock ?? 0).toFixed(1)} ms of them waiting for the lock.`,
    '',
    table,
  ].join('\n')
}

function sizes({ files, bytes, rows }: Extract<DryRunReport, { kind: 'would-commit' }>['total']): string {
  const count = rows === null ? 'an unknown number of' : formatCount(rows)
  return `${formatCount(files)} ${files === 1n ? 'file' : 'files'} (${formatBytes(bytes)}, ${count} rows)`
}
