import type { Activity } from '../../shared/contract/activity.ts'
import { COMMIT_STEPS, type Timings } from '../../shared/contract/outcome.ts'
import type { CommitTimings, Percentiles } from '../../shared/contract/timings-contract.ts'
import { TIMED_ATTEMPTS_MAX } from '../../shared/limits.ts'
import type { ActivityLog } from './activity-log.ts'

/**
 * Percentiles of the newest attempts to commit, of app and command, to one table or to all: of each step over the attempts
 * that reached it, whatever became of them.
 */
export async function readCommitTimings(
  activity: Pick<ActivityLog, 'entries'>,
  { tableId }: { readonly tableId?: string | undefined },
): Promise<CommitTimings> {
  const timed: (Pick<Activity, 'at' | 'tookMs' | 'outcome'> & { readonly timings: Timings })[] = []
  for await (const { kind, at, tookMs, timings, outcome, ...entry } of activity.entries()) {
    if (kind !== 'commit' || timings === undefined) continue
    if (tableId !== undefined && entry.tableId !== tableId) continue
    timed.push({ at, tookMs, timings, outcome })
    if (timed.length === TIMED_ATTEMPTS_MAX) break
  }
  const outcomes: Record<string, number> = {}
  for (const { outcome } of timed) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return {
    since: timed.at(-1)?.at ?? null,
    whole: percentilesOf(timed.map(({ tookMs }) => tookMs)),
    steps: COMMIT_STEPS.flatMap(step => {
      const spent = timed.flatMap(({ timings }) => timings[step] ?? [])
      return spent.length === 0 ? [] : [{ step, ...percentilesOf(spent) }]
    }),
    outcomes,
  }
}

/** Each is a time that was measured: the smallest that so many in a hundred attempts did not exceed. */
function percentilesOf(spentMs: readonly number[]): Percentiles {
  const sorted = spentMs.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.max(0, Math.ceil((part / 100) * sorted.length) - 1)] ?? 0
  return { attempts: sorted.length, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs: at(100) }
}
