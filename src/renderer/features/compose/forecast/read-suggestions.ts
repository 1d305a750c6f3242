import type { CommitLine, PartitionValues } from '../../../../shared/delta/actions.ts'
import { printColumn, printLiteral } from '../../../../shared/delta/print-predicate.ts'

const SUGGESTIONS_MAX = 50

/** Predicates for the partitions that a draft's own files stand in: what it most likely has looked at. */
export function suggestScans(lines: readonly CommitLine[]): string[] {
  const found = new Set<string>()
  for (const { action } of lines) {
    const values = action.kind === 'add' || action.kind === 'remove' ? action.partitionValues : undefined
    const scan = values && values.size > 0 ? scanOf(values) : undefined
    if (scan !== undefined) found.add(scan)
    if (found.size >= SUGGESTIONS_MAX) break
  }
  return [...found]
}

/** Paths that a draft removes: whoever replaces a file has read it. */
export function removedPaths(lines: readonly CommitLine[]): string[] {
  return [...new Set(lines.flatMap(({ action }) => (action.kind === 'remove' ? [action.path] : [])))]
}

function scanOf(values: PartitionValues): string {
  return [...values]
    .map(([column, value]) =>
      value === null || value === ''
        ? `${printColumn([column])} is null`
        : `${printColumn([column])} = ${printLiteral({ kind: 'string', value })}`,
    )
    .join(' and ')
}
