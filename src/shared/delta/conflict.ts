import type { Action, Version } from './actions.ts'
import { ConflictContext } from './conflict-context.ts'
import type { ConflictClass } from './conflict-names.ts'
import { CHECKS } from './conflict-rules.ts'
import { describeCoexistence } from './conflict-sentences.ts'
import { effectiveIsolation, type IsolationLevel, tableIsolation } from './isolation.ts'
import type { ReadSet, ReadState } from './read-set.ts'
import { WinningCommit } from './winning-commit.ts'

/**
 * Whose rules decide. The Delta protocol leaves conflicts to the writers: `spark` is what this program follows; `delta-rs`
 * and `kernel` (Java) tell how those would decide the same race. Where they differ from Spark is said in `conflict-rules.ts`.
 */
export type Engine = 'spark' | 'delta-rs' | 'kernel'

/** A commit that was made on an older version, with what it looked at. */
export interface ConflictDraft {
  readonly actions: readonly Action[]
  readonly reads: ReadSet
  /** For example `OPTIMIZE`; that of the draft's commitInfo where absent. */
  readonly operation?: string | undefined
}

/** A commit that took a version after the one that the draft was made on. */
export interface Winner {
  readonly version: Version
  /** Absent where the commit exists but cannot be read. */
  readonly actions?: readonly Action[] | undefined
  /** Milliseconds since 1970: when it was committed, for tables whose commits do not say so. */
  readonly committedAt?: bigint | undefined
}

export interface ConflictPolicy {
  readonly engine?: Engine | undefined
  /** The table's level; where absent its property, otherwise Serializable. */
  readonly isolation?: IsolationLevel | undefined
}

export interface Conflict {
  readonly kind: 'conflict'
  readonly class: ConflictClass
  readonly version: Version
  readonly operation: string | undefined
  /** Paths of all files that the two commits disagree about. */
  readonly files: readonly string[]
  /** One or two sentences: what the winner did, why the draft minds and what helps. */
  readonly reason: string
}

/** A winner that the draft may follow. */
interface Coexistence {
  readonly kind: 'no-conflict'
  readonly version: Version
  readonly operation: string | undefined
  readonly reason: string
  /** What of the winner the draft must take over before it is committed. */
  readonly adopts: readonly ('protocol' | 'metadata')[]
}

export interface Forecast {
  /** The level that the draft is checked at. */
  readonly isolation: IsolationLevel
  readonly engine: Engine
  /** One verdict a winner, in the order of versions. */
  readonly verdicts: readonly (Conflict | Coexistence)[]
}

/**
 * Judges a draft against every commit that came before it, each in the engine's order of checks; the first check that fails
 * names the conflict, as it would in the engine. Never throws, whatever the actions hold.
 */
export function forecastConflicts(
  draft: ConflictDraft,
  read: ReadState,
  winners: Iterable<Winner>,
  policy: ConflictPolicy = {},
): Forecast {
  const context = contextOf(draft, read, policy)
  const verdicts = Array.from(winners, winner => judge(context, winner))
  return { isolation: context.isolation, engine: context.engine, verdicts }
}

/** The first conflict, undefined where the draft may follow all winners; reads no winner beyond it. */
export function findConflict(
  draft: ConflictDraft,
  read: ReadState,
  winners: Iterable<Winner>,
  policy: ConflictPolicy = {},
): Conflict | undefined {
  const context = contextOf(draft, read, policy)
  for (const winner of winners) {
    const verdict = judge(context, winner)
    if (verdict.kind === 'conflict') return verdict
  }
  return undefined
}

function contextOf(draft: ConflictDraft, read: ReadState, policy: ConflictPolicy): ConflictContext {
  const engine = policy.engine ?? 'spark'
  const level = policy.isolation ?? tableIsolation(read.metadata)
  const operation = draft.operation ?? draft.actions.find(action => action.kind === 'commitInfo')?.operation
  // delta-rs looks at the winner's actions for this, commitInfo among them, so that its level practically never changes.
  const isolation = engine === 'delta-rs' ? level : effectiveIsolation(draft.actions, operation, level)
  return new ConflictContext({ ...draft, operation }, read, engine, isolation)
}

function judge(context: ConflictContext, winner: Winner): Conflict | Coexistence {
  const commit = new WinningCommit(winner)
  const verdict = checkAll(context, commit)
  // After a conflict, too: later winners are judged as if this one had been dealt with.
  context.adopt(commit)
  return verdict
}

function checkAll(context: ConflictContext, commit: WinningCommit): Conflict | Coexistence {
  const { version, operation } = commit
  for (const check of CHECKS[context.engine]) {
    const problem = check(context, commit)
    if (problem) return { kind: 'conflict', version, operation, files: problem.files ?? [], ...problem }
  }
  const reason = describeCoexistence(context, commit)
  const adopts = [commit.protocol ? ['protocol' as const] : [], commit.metadata ? ['metadata' as const] : []].flat()
  return { kind: 'no-conflict', version, operation, reason, adopts }
}
