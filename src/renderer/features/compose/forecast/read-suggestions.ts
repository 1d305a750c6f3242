import type { CommitLine, Metadata, PartitionValues } from '../../../../shared/delta/actions.ts'
import { physicalName } from '../../../../shared/delta/column-metadata.ts'
import { printColumn, printLiteral } from '../../../../shared/delta/print-predicate.ts'
import { parseSchema } from '../../../../shared/delta/schema.ts'

const SUGGESTIONS_MAX = 100

/** Predicates for partitions, each once, under the names that people use for the columns. */
export function suggestScans(partitions: readonly PartitionValues[], metadata: Metadata | undefined): string[] {
  const names = logicalNames(metadata)
  const found = new Set<string>()
  for (const values of partitions) {
    if (values.size > 0) found.add(scanOf(values, names))
    if (found.size >= SUGGESTIONS_MAX) break
  }
  return [...found]
}

/** The partitions that a draft's own files stand in, each once: what it most likely has looked at. */
export function ownPartitions(lines: readonly CommitLine[]): PartitionValues[] {
  const found = new Map<string, PartitionValues>()
  for (const { action } of lines) {
    if ((action.kind !== 'add' && action.kind !== 'remove') || !action.partitionValues) continue
    found.set(JSON.stringify([...action.partitionValues]), action.partitionValues)
    if (found.size >= SUGGESTIONS_MAX) break
  }
  return [...found.values()]
}

/** Paths that a draft removes: whoever replaces a file has read it. */
export function removedPaths(lines: readonly CommitLine[]): string[] {
  return [...new Set(lines.flatMap(({ action }) => (action.kind === 'remove' ? [action.path] : [])))]
}

function logicalNames(metadata: Metadata | undefined): ReadonlyMap<string, string> {
  const schema = metadata && parseSchema(metadata.schemaString)
  const fields = schema?.kind === 'ok' ? schema.value.fields : []
  return new Map(fields.map(field => [physicalName(field), field.name]))
}

function scanOf(values: PartitionValues, names: ReadonlyMap<string, string>): string {
  return [...values]
    .map(([physical, value]) => {
      const column = printColumn([names.get(physical) ?? physical])
      return value === null || value === ''
        ? `${column} is null`
        : `${column} = ${printLiteral({ kind: 'string', value })}`
    })
    .join(' and ')
}
