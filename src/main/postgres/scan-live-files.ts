import type { PartitionValues } from '../../shared/delta/actions.ts'
import type { Database } from './connection.ts'
import { type ScanRequest, scanLiveRows } from './scan-live-rows.ts'
import { readPartitionValues } from './snapshot-totals.ts'

/** What rules about a live file's contents look at. */
export interface ScannedFile {
  readonly version: bigint
  readonly ordinal: number
  readonly size: bigint
  readonly partitionValues: PartitionValues
  readonly stats: string | undefined
}

interface ScanRow {
  size: bigint
  partitionValues: string
  stats: string | null
}

const COLUMNS = 'size, partition_values::text as "partitionValues", stats'

/** Every live file of a version once, as `scanLiveRows` has it. */
export async function* scanLiveFiles(
  database: Database,
  request: ScanRequest,
  signal: AbortSignal,
): AsyncGenerator<ScannedFile[], void> {
  for await (const rows of scanLiveRows<ScanRow>(database, request, COLUMNS, signal)) yield rows.map(toScannedFile)
}

function toScannedFile({
  version,
  ordinal,
  size,
  partitionValues,
  stats,
}: ScanRow & Pick<ScannedFile, 'version' | 'ordinal'>): ScannedFile {
  return {
    version,
    ordinal,
    size,
    partitionValues: new Map(Object.entries(readPartitionValues(partitionValues))),
    stats: stats ?? undefined,
  }
}
