import type { PartitionValuesByName } from '../../shared/contract/snapshots.ts'
import type { AddFile } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { type FileStats, logicalRows, parseStats } from '../../shared/delta/stats.ts'

/** A file as screens show it. */
export interface ShownFile {
  /** The add as it was committed, byte for byte. */
  readonly line: string
  /** The version that the add stands in. */
  readonly version: bigint
  /** Its place there; absent where only the line is known. */
  readonly ordinal: number | undefined
  /** Absent where the line cannot be read by this program. */
  readonly add: AddFile | undefined
  readonly path: string
  readonly partition: PartitionValuesByName
  readonly rows: bigint | undefined
}

export function shownFile({
  line,
  version,
  ordinal,
}: {
  readonly line: string
  readonly version: bigint
  readonly ordinal?: number | undefined
}): ShownFile {
  const parsed = parseAction(line, 0)
  const action = parsed.kind === 'ok' ? parsed.value.action : undefined
  const add = action?.kind === 'add' ? action : undefined
  return {
    line,
    version,
    ordinal,
    add,
    path: add?.path ?? line,
    partition: Object.fromEntries(add?.partitionValues ?? []),
    rows: add && logicalRows(add),
  }
}

export function statsOfFile({ add }: ShownFile): FileStats | undefined {
  return parseStats(add?.stats)
}
