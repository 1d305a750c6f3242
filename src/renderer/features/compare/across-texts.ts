import type { AcrossSummary } from '../../../shared/contract/across.ts'
import type { StateChange } from '../../../shared/delta/comparison-report.ts'
import { formatBytes, formatCount, formatSignedBytes, formatSignedCount } from '../../ui/format.ts'
import type { ChangeRow } from './change-row.ts'
import { changeJson, exactJson, markdown, stateMarkdown } from './comparison-texts.ts'

interface TableNames {
  readonly before: string
  readonly after: string
}

/** A comparison of two tables, or with a draft, as a text for a ticket or a review. */
export function acrossMarkdown(
  { before, after, files }: AcrossSummary,
  tables: TableNames,
  changes: readonly StateChange[],
): string {
  const lines = [
    `## ${markdown(nameOf(before, tables.before))} → ${markdown(nameOf(after, tables.after))}`,
    '',
    `- files ${formatCount(before.numFiles)} → ${formatCount(after.numFiles)} (${formatSignedCount(after.numFiles - before.numFiles)})`,
    `- size ${formatBytes(before.sizeInBytes)} → ${formatBytes(after.sizeInBytes)} (${formatSignedBytes(after.sizeInBytes - before.sizeInBytes)})`,
    ...files.map(({ kind, files: count }) => `- ${formatCount(count)} files ${kind}`),
    ...stateMarkdown(changes),
  ]
  return `${lines.join('\n')}\n`
}

/** Everything, for programs; 64-bit numbers are text. */
export function acrossJson(
  { before, after, files }: AcrossSummary,
  tables: TableNames,
  changes: readonly StateChange[],
  rows: readonly ChangeRow[],
): string {
  const side = ({ version, draft }: AcrossSummary['before'], table: string) => ({ table, version, draft })
  return exactJson({
    before: side(before, tables.before),
    after: side(after, tables.after),
    totals: files,
    changes,
    files: rows.map(changeJson),
  })
}

function nameOf({ version, draft }: AcrossSummary['before'], table: string): string {
  return draft ? `${table}, draft ${draft.title} for v${version}` : `${table} v${version}`
}
