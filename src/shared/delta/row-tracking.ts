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
