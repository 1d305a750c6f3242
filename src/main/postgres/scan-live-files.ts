import { setImmediate as breathe } from 'node:timers/promises'
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

/** What is done with so many files must not hold up everything else. */
const SLICE_FILES = 200

/** Every live file of a version once, as `scanLiveRows` has it, with a turn for others after each slice. */
export async function* scanLiveFiles(
  database: Database,
  request: ScanRequest,
  signal: AbortSignal,
): AsyncGenerator<ScannedFile[], void> {
  for await (const rows of scanLiveRows<ScanRow>(database, request, COLUMNS, signal)) {
    for (let from = 0; from < rows.length; from += SLICE_FILES) {
      yield rows.slice(from, from + SLICE_FILES).map(toScannedFile)
      await breathe()
      signal.throwIfAborted()
    }
  }
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
