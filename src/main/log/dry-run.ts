import type { CommitOutcome, DryRunReport } from '../../shared/contract/outcome.ts'
import type { Draft, DraftHeader } from '../../shared/contract/schemas.ts'
import type { Database } from '../postgres/connection.ts'
import { type Rehearsal, readRehearsal } from '../postgres/rehearsal.ts'
import { attemptCommit, type CommitOptions, type Finish } from './commit.ts'
import type { CommitSource } from './stream/commit-source.ts'
import { commitStream, type StreamOptions } from './stream/commit-stream.ts'

/**
 * Does everything that `commit` does, under the same lock and limits, and rolls back where it would send COMMIT: nothing
 * remains, nobody is notified, and the head stands where it stood (C7). Other writers wait meanwhile, as for a commit.
 */
export async function dryRun(
  database: Database,
  draft: Draft,
  options: CommitOptions = {},
  signal?: AbortSignal,
): Promise<DryRunReport> {
  return rehearse(draft, finish => attemptCommit(database, draft, options, finish, signal))
}

/** As `dryRun`, for actions of any number. */
export async function dryRunStream(
  database: Database,
  draft: DraftHeader,
  source: CommitSource,
  options: StreamOptions = {},
  signal?: AbortSignal,
): Promise<DryRunReport> {
  return rehearse(draft, finish => commitStream(database, draft, source, options, signal, finish))
}

async function rehearse(
  { tableId, expectedVersion }: DraftHeader,
  attempt: (finish: Finish) => Promise<CommitOutcome>,
): Promise<DryRunReport> {
  let rehearsal: Rehearsal | undefined
  const outcome = await attempt(async ({ client }) => {
    rehearsal = await readRehearsal(client, tableId, expectedVersion)
  })
  switch (outcome.kind) {
    case 'committed': {
      const { version, committedAt, timings } = outcome
      if (rehearsal === undefined) return { kind: 'already-committed', version, committedAt }
      const { commit: _, ...spent } = timings
      return { kind: 'would-commit', version, committedAt, ...rehearsal, timings: spent }
    }
    case 'unknown':
      throw new Error('a dry run has sent COMMIT')
    default:
      return outcome
  }
}
