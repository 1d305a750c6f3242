import type { AddFile, Metadata } from '../../../shared/delta/actions.ts'
import { physicalName } from '../../../shared/delta/column-metadata.ts'
import type { DataType, Schema } from '../../../shared/delta/data-type.ts'
import { field, type Shape, struct } from './parquet/column.ts'
import { type LooseValue, valueColumn } from './value-columns.ts'

/**
 * `partitionValues_parsed`: partition values as typed columns. Undefined where the table has no partitions, and where one
 * of its columns has values whose meaning their text does not tell for sure (timestamps in the zone of whoever wrote them,
 * bytes): a typed null would keep readers from files that they need, while readers without this struct take the texts.
 */
export function partitionColumn(metadata: Metadata, schema: Schema): Shape<AddFile> | undefined {
  const mode = metadata.configuration.get('delta.columnMapping.mode')
  const isMapped = mode === 'name' || mode === 'id'
  const columns: Shape<AddFile>[] = []
  for (const name of metadata.partitionColumns) {
    const column = schema.fields.find(candidate => candidate.name === name)
    const physical = column && isMapped ? physicalName(column) : name
    const shape = column && isCertain(column.type) ? valueColumn(physical, column.type) : undefined
    if (shape === undefined) return undefined
    columns.push(field(shape, (add): LooseValue => add.partitionValues.get(physical) || null))
  }
  return columns.length === 0 ? undefined : struct('partitionValues_parsed', columns)
}

function isCertain(type: DataType): boolean {
  return !(type.kind === 'primitive' && type.name === 'timestamp')
}
