import type { Action, Metadata } from './actions.ts'

/** From the strictest to the loosest. `SnapshotIsolation` is never a table's level, only a commit's. */
export type IsolationLevel = 'Serializable' | 'WriteSerializable' | 'SnapshotIsolation'

export const ROW_TRACKING_DOMAIN = 'delta.rowTracking'

/** The level of a table: its property `delta.isolationLevel`, otherwise Spark's default. */
export function tableIsolation(metadata: Metadata | undefined): IsolationLevel {
  const level = metadata?.configuration.get('delta.isolationLevel')?.toLowerCase()
  return level === 'writeserializable' ? 'WriteSerializable' : 'Serializable'
}

/**
 * The level that one commit is checked at, as Spark has it: `SnapshotIsolation` where it changes no data and holds nothing
 * but files, which is what compaction and empty commits do. Under `WriteSerializable` an operation that is meant to change
 * data keeps its level even if this once it did not.
 */
export function effectiveIsolation(
  actions: readonly Action[],
  operation: string | undefined,
  level: IsolationLevel,
): IsolationLevel {
  const isMeantToChange = level === 'WriteSerializable' && DATA_CHANGING_OPERATION.test(operation ?? '')
  return actions.every(keepsData) && !isMeantToChange ? 'SnapshotIsolation' : level
}

const DATA_CHANGING_OPERATION =
  /^(WRITE|STREAMING UPDATE|DELETE|TRUNCATE|MERGE|UPDATE|CONVERT|CLONE|RESTORE|COPY INTO|(CREATE |REPLACE |CREATE OR REPLACE )TABLE AS SELECT)$/i

function keepsData(action: Action): boolean {
  switch (action.kind) {
    case 'add':
    case 'remove':
    case 'cdc':
      return !action.dataChange
    case 'commitInfo':
      return true
    case 'domainMetadata':
      return action.domain === ROW_TRACKING_DOMAIN
    case 'metaData':
    case 'protocol':
    case 'txn':
    case 'unknown':
      return false
  }
  action satisfies never
}
