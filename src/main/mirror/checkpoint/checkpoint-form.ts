import type { CompressionCodec } from 'hyparquet'
import type { AddFile, Metadata, Protocol } from '../../../shared/delta/actions.ts'
import { effectiveProperty, isEnabled } from '../../../shared/delta/effective-properties.ts'
import { supports } from '../../../shared/delta/protocol-features.ts'
import { parseSchema } from '../../../shared/delta/schema.ts'
import { STATS } from './action-shapes.ts'
import type { Shape } from './parquet/column.ts'
import { codecOf } from './parquet/compress.ts'
import { partitionColumn } from './partition-columns.ts'
import { statsColumn } from './stats-columns.ts'

/** How a table wants its checkpoints. */
export interface CheckpointForm {
  /** V2 only where the table supports it and its policy asks for it: readers of any age know the classic one. */
  readonly kind: 'classic' | 'v2'
  readonly codec: CompressionCodec
  /** Whether statistics are there as they were written; where not, they come back in other words at best. */
  readonly hasJsonStats: boolean
  readonly addExtras: readonly Shape<AddFile>[]
}

export function checkpointForm(metadata: Metadata, protocol: Protocol): CheckpointForm {
  const policy = effectiveProperty(metadata, 'delta.checkpointPolicy').value
  const isV2 = policy?.kind === 'choice' && policy.value === 'v2' && supports(protocol, 'v2Checkpoint')
  const hasJsonStats = isEnabled(metadata, 'delta.checkpoint.writeStatsAsJson')
  const schema = parseSchema(metadata.schemaString)
  const parsed: Shape<AddFile>[] = []
  if (schema.kind === 'ok' && isEnabled(metadata, 'delta.checkpoint.writeStatsAsStruct')) {
    const partitions = partitionColumn(metadata, schema.value)
    if (partitions) parsed.push(partitions)
    parsed.push(statsColumn(metadata, schema.value))
  }
  return {
    kind: isV2 ? 'v2' : 'classic',
    codec: codecOf(metadata.configuration.get('delta.parquet.compression.codec')),
    hasJsonStats,
    addExtras: [...(hasJsonStats ? [STATS] : []), ...parsed],
  }
}
