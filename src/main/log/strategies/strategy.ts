import type { StrategyName } from '../../../shared/contract/strategy.ts'
import type { Isolation } from '../../postgres/write-session.ts'

/**
 * How a writer keeps others out. Whatever the strategy, the head's row is locked before the first action is written, so
 * that two writers never wait for each other; the head is compared once more by the statement that records the version;
 * and COMMIT is sent only when the row's lock is held, so that a lost answer can be found out about (C4).
 */
export interface Strategy {
  readonly isolation: Isolation
  /** What is waited for before the table is looked at: then nothing can change until the end. */
  readonly before: 'row-lock' | 'advisory-lock' | 'nothing'
  /** The actions are sent to temporary tables before the row is locked, and are moved under its lock. */
  readonly staged: boolean
  /** The head's row is locked and compared. Without, two writers may both believe that a version is theirs. */
  readonly guarded: boolean
}

/** The strategies that anybody may ask for. */
export const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  /** Wait in the row's queue, look, write: two round trips, and nothing is sent in vain. */
  'lock-first': { isolation: 'read committed', before: 'row-lock', staged: false, guarded: true },
  /** Look and send the actions while others commit; lock, compare, move and record in one round trip. */
  'lock-last': { isolation: 'read committed', before: 'nothing', staged: true, guarded: true },
  /** Look without a lock; the write finds out whether the head is still the one that was looked at. */
  'compare-and-swap': { isolation: 'read committed', before: 'nothing', staged: false, guarded: true },
  /** As compare-and-swap, but it is the server that refuses whoever read what has changed since. */
  serializable: { isolation: 'serializable', before: 'nothing', staged: false, guarded: true },
  /** Wait in a queue that only writers of the same strategy know; the row's lock is free until the write. */
  'advisory-lock': { isolation: 'read committed', before: 'advisory-lock', staged: false, guarded: true },
}

export const STRATEGY_DEFAULT: StrategyName = 'lock-first'
