import type { Draft } from '../../shared/contract/schemas.ts'
import type { StrategyName } from '../../shared/contract/strategy.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import { COMMIT_IDLE_MS_MAX, DRAFT_THREAD_CHARACTERS_MIN, VALUES_ROWS_MAX } from '../../shared/limits.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import type { Database } from '../postgres/connection.ts'
import type { RowTransport } from '../postgres/write-actions.ts'
import type { WriteLimits } from '../postgres/write-session.ts'
import type { OnStep, WatchStep } from './commit-steps.ts'
import type { CommitJournal } from './journal/journal.ts'
import { STRATEGIES, STRATEGY_DEFAULT, type Strategy } from './strategies/strategy.ts'
import { UnprotectedLicense } from './strategies/unprotected.ts'

export interface CommitOptions {
  /** Awaited before each step. A writer that is watched so takes its steps one by one and waits in no queue. */
  readonly onStep?: OnStep | undefined
  /** Told of each step as it begins; the writer goes on as if nobody watched. */
  readonly watchStep?: WatchStep | undefined
  readonly limits?: { readonly [K in keyof WriteLimits]?: WriteLimits[K] | undefined } | undefined
  /** `lock-first` where absent. */
  readonly strategy?: StrategyName | UnprotectedLicense | undefined
  /** From so many rows of one table on they go by COPY; as the database is set where absent. */
  readonly copyRowsMin?: number | undefined
  /** Where commits are written down before their first attempt, so that their outcome can be found out after a crash. */
  readonly journal?: CommitJournal | undefined
  /** Watches the COPYs of the commit. */
  readonly observer?: CopyObserver | undefined
}

/** How one attempt is made. */
export interface CommitPlan {
  readonly strategy: Strategy
  readonly limits: WriteLimits
  /** Statements travel together; a commit of many rows is sent piece by piece, so that it can be cancelled. */
  readonly pipelined: boolean
  readonly transport: RowTransport
  /** Waits for its turn among the writers of this process. */
  readonly queued: boolean
  /** Shares a transaction with others of this process that wait for the same table. */
  readonly grouped: boolean
}

export function planCommit(
  database: Database,
  commits: readonly Commit[],
  { onStep, limits, strategy, copyRowsMin = database.commits.copyRowsMin, observer }: CommitOptions,
  signal: AbortSignal | undefined,
): CommitPlan {
  const actions = commits.reduce((count, { lines }) => count + lines.length, 0)
  const isSmall = actions <= VALUES_ROWS_MAX && actions < copyRowsMin
  return {
    strategy: strategyFor(database, strategy),
    limits: {
      lockMs: limits?.lockMs ?? database.commits.lockMs,
      statementMs: limits?.statementMs ?? database.commits.statementMs,
      idleMs: limits?.idleMs ?? COMMIT_IDLE_MS_MAX,
      transactionMs: limits?.transactionMs,
    },
    pipelined: isSmall,
    transport: { copyRowsMin, copyFormat: database.capabilities.copyFormat, signal, observer },
    queued: onStep === undefined,
    grouped: isSmall && onStep === undefined && (strategy ?? STRATEGY_DEFAULT) === 'lock-first',
  }
}

/** Whether a text of actions is so large that it is read in a thread, so that nothing else has to wait for it. */
export function isThreadsWork(actions: string): boolean {
  return actions.length >= DRAFT_THREAD_CHARACTERS_MIN
}

/**
 * Whether a draft is read, judged and laid out in a thread. Other strategies than the usual one, and other ways than COPY,
 * are for those who study them.
 */
export function needsThread({ actions }: Draft, { strategy, copyRowsMin }: CommitOptions): boolean {
  const isUsual = (strategy ?? STRATEGY_DEFAULT) === 'lock-first' && copyRowsMin === undefined
  return isUsual && isThreadsWork(actions)
}

function strategyFor(database: Database, strategy: CommitOptions['strategy']): Strategy {
  if (strategy instanceof UnprotectedLicense) return strategy.strategyFor(database)
  return STRATEGIES[strategy ?? STRATEGY_DEFAULT]
}
