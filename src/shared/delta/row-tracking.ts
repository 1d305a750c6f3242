import { ROW_TRACKING_DOMAIN } from './isolation.ts'
import { jsonInteger, readJson } from './json.ts'
import { physicalRows } from './stats.ts'
import type { WinningCommit } from './winning-commit.ts'

const BACKFILL = 'ROW TRACKING BACKFILL'
const UNBACKFILL = 'ROW TRACKING UNBACKFILL'

/** Spark's operation that commits live files again to give them row ids. */
export function isBackfill(operation: string | undefined): boolean {
  return operation?.toUpperCase() === BACKFILL
}

/** Spark's operation that commits live files again to take their row ids away. */
export function isUnbackfill(operation: string | undefined): boolean {
  return operation?.toUpperCase() === UNBACKFILL
}

/** Either of them: it re-adds files as they are, so that nobody has to have read them. */
export function isRowTrackingRewrite(operation: string | undefined): boolean {
  return isBackfill(operation) || isUnbackfill(operation)
}

/** `rowIdHighWaterMark` in the configuration of the domain `delta.rowTracking`; undefined where it does not say. */
export function readRowIdMark(configuration: string): bigint | undefined {
  const read = readJson(configuration)
  const mark = read.kind === 'ok' && read.value.kind === 'object' ? read.value.member('rowIdHighWaterMark') : undefined
  return mark?.kind === 'number' ? jsonInteger(mark) : undefined
}

/** The highest row id assigned after a commit: what its domain says, and never less than the ids that its files use. */
export function rowIdMark(commit: WinningCommit, before: bigint): bigint {
  const domain = commit.domains.find(({ domain, removed }) => domain === ROW_TRACKING_DOMAIN && !removed)
  const marks = commit.adds.flatMap(({ baseRowId, stats }) => {
    if (baseRowId === undefined) return []
    const rows = physicalRows(stats) ?? 1n
    return [rows > 0n ? baseRowId + rows - 1n : baseRowId]
  })
  const said = domain && readRowIdMark(domain.configuration)
  return [...marks, said ?? before].reduce((highest, mark) => (mark > highest ? mark : highest), before)
}
