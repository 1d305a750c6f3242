import type { PartitionValuesByName } from '../../shared/contract/snapshots.ts'
import type { Metadata } from '../../shared/delta/actions.ts'
import { physicalName } from '../../shared/delta/column-metadata.ts'
import { parseSchema } from '../../shared/delta/schema.ts'

/** Logical names of the partition columns by the names that stand in the log, in the order of the partitioning. */
export type PartitionNames = ReadonlyMap<string, string>

export function partitionNames(metadata: Metadata | undefined): PartitionNames {
  const schema = metadata && parseSchema(metadata.schemaString)
  const fields = schema?.kind === 'ok' ? schema.value.fields : []
  return new Map(
    (metadata?.partitionColumns ?? []).map(name => {
      const field = fields.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
      return [isMapped(metadata) && field ? physicalName(field) : name, name]
    }),
  )
}

/** `country=DE, dt=2026-11-20`; nothing for a file without partition values. */
export function partitionText(values: PartitionValuesByName, names: PartitionNames): string {
  const known = [...names.keys()].filter(name => name in values)
  const others = Object.keys(values).filter(name => !names.has(name))
  return [...known, ...others].map(name => `${names.get(name) ?? name}=${values[name] ?? 'null'}`).join(', ')
}

function isMapped(metadata: Metadata | undefined): boolean {
  const mode = metadata?.configuration.get('delta.columnMapping.mode')
  return mode === 'name' || mode === 'id'
}
