import type { CommitOutcome, DryRunReport, TogetherOutcome } from '../shared/contract/outcome.ts'
import type { Draft } from '../shared/contract/schemas.ts'
import type { AppendRequest, AppendTogetherRequest } from '../shared/contract/strategy.ts'
import { type Attempt, recordAttempt } from './activity/record-attempt.ts'
import type { App } from './app.ts'
import { watchCommit, watchDryRun, watchTogether } from './copy-runs/watch-commit.ts'
import { commit } from './log/commit.ts'
import type { WatchStep } from './log/commit-steps.ts'
import { dryRun } from './log/dry-run.ts'
import { commitTogether } from './log/together/commit-together.ts'
import { readTableName } from './postgres/table-name.ts'

/** Commits a draft as it is asked for; what is copied for it can be seen while it runs, and its end is written down. */
export function appendCommit(
  { database, copyRuns, journal, activity }: Pick<App, 'database' | 'copyRuns' | 'journal' | 'activity'>,
  request: AppendRequest,
  signal: AbortSignal,
  watchStep?: WatchStep,
): Promise<CommitOutcome> {
  const { strategy, limits, copyRowsMin } = request
  return recordAttempt(activity, attemptOf(database, 'commit', request), () =>
    watchCommit(
      database,
      copyRuns,
      request,
      (observer, stop) =>
        commit(database, request, { strategy, limits, copyRowsMin, journal, observer, watchStep }, stop),
      signal,
    ),
  )
}

/** Does everything but COMMIT; what is copied for it can be seen while it runs, and is cancelled there. Writes down how it ended. */
export function dryRunDraft(
  { database, copyRuns, activity }: Pick<App, 'database' | 'copyRuns' | 'activity'>,
  draft: Draft,
  signal: AbortSignal,
): Promise<DryRunReport> {
  return recordAttempt(activity, attemptOf(database, 'dry-run', draft), () =>
    watchDryRun(database, copyRuns, draft, (observer, stop) => dryRun(database, draft, { observer }, stop), signal),
  )
}

/** Commits drafts for several tables in one transaction, and writes down how it ended for each of them. */
export async function appendTogether(
  { database, copyRuns, journal, activity }: Pick<App, 'database' | 'copyRuns' | 'journal' | 'activity'>,
  { drafts, limits }: AppendTogetherRequest,
  signal: AbortSignal,
): Promise<TogetherOutcome[]> {
  const working = watchTogether(
    database,
    copyRuns,
    drafts,
    (observer, stop) => commitTogether(database, drafts, { limits, journal, observer }, stop),
    signal,
  )
  await Promise.allSettled(
    drafts.map((draft, index) =>
      recordAttempt(activity, attemptOf(database, 'commit', draft), async () => {
        const outcome = (await working)[index]
        if (outcome === undefined) throw new Error('a draft has no outcome')
        return outcome
      }),
    ),
  )
  return working
}

function attemptOf(database: App['database'], kind: Attempt['kind'], draft: Draft): Attempt {
  return { kind, draft, tableName: readTableName(database, draft.tableId).catch(() => undefined) }
}
