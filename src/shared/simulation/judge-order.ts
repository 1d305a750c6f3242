import type { Action } from '../delta/actions.ts'
import { type Conflict, findConflict, type Winner } from '../delta/conflict.ts'
import { parseCommit } from '../delta/parse-commit.ts'
import { type ReadState, readStateOf } from '../delta/read-set.ts'
import { SnapshotBuilder } from '../delta/snapshot.ts'
import type { AttemptRecord, TableHistory } from './history.ts'
import type { TableRecord } from './table-record.ts'

/** A commit that must not have followed what it had not seen. */
export interface StaleWrite {
  readonly attempt: AttemptRecord
  /** The version that it became. */
  readonly version: bigint
  readonly conflict: Conflict
  /** Who committed what it had not seen; undefined for a writer that is not of the run. */
  readonly winner: AttemptRecord | undefined
}

export interface OrderJudgement {
  readonly stale: readonly StaleWrite[]
  /** Commits that followed versions which they had not seen. */
  readonly weighed: number
}

/** Commits that are weighed; each one needs the state of its table as its author saw it. */
const WEIGHED_MAX = 2_000

/**
 * Holds the order in which commits were made against Delta's rules for conflicts: whoever followed a version that it had
 * not seen must not depend on what that version changed. A commit that followed the very version it was made on cannot
 * have missed anything.
 */
export function judgeOrderOfCommits(
  { versions }: TableRecord,
  { base, tableId }: TableHistory,
  attempts: readonly AttemptRecord[],
): OrderJudgement {
  const byId = new Map(attempts.filter(attempt => attempt.tableId === tableId).map(one => [one.commitId, one]))
  const followed = versions.flatMap(({ version, commitId }) => {
    const attempt = byId.get(commitId)
    return attempt && attempt.madeOn + 1n < version ? [{ attempt, version }] : []
  })
  const weighed = followed.slice(0, WEIGHED_MAX)
  if (weighed.length === 0) return { stale: [], weighed: 0 }
  const winners = versions.map(({ version, commitId }): Winner & { attempt: AttemptRecord | undefined } => {
    const attempt = byId.get(commitId)
    return { version, actions: actionsOf(attempt?.actions ?? base[Number(version)]), attempt }
  })
  const states = statesAt(winners, new Set(weighed.map(({ attempt }) => attempt.madeOn)))
  const stale = weighed.flatMap(({ attempt, version }) => {
    const read = states.get(attempt.madeOn)
    if (read === undefined) return []
    const missed = winners.filter(winner => winner.version > attempt.madeOn && winner.version < version)
    const conflict = findConflict(
      { actions: actionsOf(attempt.actions) ?? [], reads: attempt.dependsOn, operation: attempt.operation },
      read,
      missed,
      { isolation: attempt.level },
    )
    if (conflict === undefined) return []
    const winner = missed.find(other => other.version === conflict.version)?.attempt
    return [{ attempt, version, conflict, winner }]
  })
  return { stale, weighed: weighed.length }
}

function statesAt(winners: readonly Winner[], wanted: ReadonlySet<bigint>): ReadonlyMap<bigint, ReadState> {
  const states = new Map<bigint, ReadState>()
  const builder = new SnapshotBuilder()
  if (wanted.has(-1n)) states.set(-1n, readStateOf(builder.build()))
  for (const { version, actions } of winners) {
    builder.apply(version, actions ?? [])
    if (wanted.has(version)) states.set(version, readStateOf(builder.build()))
  }
  return states
}

/** Undefined where nothing is known of the commit. */
function actionsOf(text: string | undefined): Action[] | undefined {
  const parsed = text === undefined ? undefined : parseCommit(text)
  return parsed?.kind === 'ok' ? parsed.value.lines.map(({ action }) => action) : undefined
}
