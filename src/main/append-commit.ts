import type { CommitOutcome } from '../shared/contract/outcome.ts'
import type { AppendRequest } from '../shared/contract/strategy.ts'
import type { App } from './app.ts'
import { watchCommit } from './copy-runs/watch-commit.ts'
import { commit } from './log/commit.ts'

/** Commits a draft as it is asked for; what is copied for it can be seen while it runs. */
export function appendCommit(
  { database, copyRuns, journal }: Pick<App, 'database' | 'copyRuns' | 'journal'>,
  request: AppendRequest,
  signal: AbortSignal,
): Promise<CommitOutcome> {
  const { strategy, limits } = request
  return watchCommit(
    database,
    copyRuns,
    request,
    (observer, stop) => commit(database, request, { strategy, limits, journal, observer }, stop),
    signal,
  )
}
