import type { Engine } from './conflict.ts'
import type { ConflictContext } from './conflict-context.ts'
import {
  appendedUnderDataScan,
  appendedUnderPartitionScan,
  deletedDataReadByDefault,
  deletedFileRead,
  deletedTwice,
} from './conflict-files.ts'
import type { ConflictClass } from './conflict-names.ts'
import {
  anyMetadataChange,
  anyProtocolChange,
  incompatibleMetadata,
  incompatibleProtocol,
  laterTransaction,
  ownApplication,
  raisedReaderVersion,
  readApplication,
  sameDomain,
  unjudgeable,
} from './conflict-table.ts'
import type { WinningCommit } from './winning-commit.ts'

export interface Problem {
  readonly class: ConflictClass
  readonly reason: string
  readonly files?: readonly string[]
}

/** One rule: the reason why the draft must not follow the winner, if there is one. */
export type Check = (draft: ConflictContext, winner: WinningCommit) => Problem | undefined

/** What each engine checks, in its order: a race that breaks two rules gets the name of the first. */
export const CHECKS: Record<Engine, readonly Check[]> = {
  spark: [
    unjudgeable,
    incompatibleProtocol,
    incompatibleMetadata,
    sameDomain,
    readApplication,
    appendedUnderPartitionScan,
    deletedFileRead,
    deletedTwice,
  ],
  /**
   * Any metadata change conflicts; data predicates are decided by statistics; who names no predicate has read every file;
   * removes without a data change are overlooked by the delete/read check; own transactions count as read.
   */
  'delta-rs': [
    unjudgeable,
    raisedReaderVersion,
    anyMetadataChange,
    appendedUnderDataScan,
    deletedDataReadByDefault,
    deletedTwice,
    ownApplication,
  ],
  /** No predicates and no levels; any protocol or metadata change conflicts; an older transaction of the same application may win. */
  kernel: [unjudgeable, anyProtocolChange, anyMetadataChange, laterTransaction, sameDomain, deletedTwice],
}
