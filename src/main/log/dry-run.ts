import type { DryRunReport } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Database } from '../postgres/connection.ts'
import { type Rehearsal, readRehearsal } from '../postgres/rehearsal.ts'
import { attemptCommit, type CommitOptions } from './commit.ts'

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
  let rehearsal: Rehearsal | undefined
  const { tableId, expectedVersion } = draft
  const outcome = await attemptCommit(
    database,
    draft,
    options,
    async ({ client }) => {
      rehearsal = await readRehearsal(client, tableId, expectedVersion)
    },
    signal,
  )
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
