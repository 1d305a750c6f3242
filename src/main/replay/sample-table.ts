import type { ImportEvent } from '../../shared/contract/import.ts'
import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { commit } from '../log/commit.ts'
import type { Database } from '../postgres/connection.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { nameTaken } from './name-taken.ts'
import { createNamedTable } from './named-table.ts'
import { type ImportEnd, type ImportProgress, progressEvents } from './progress-events.ts'
import { sampleCommits } from './sample/sample-commits.ts'

export interface SampleRequest {
  /** Absent: `sample-orders`, with a number behind it where that is taken. */
  readonly name?: string | undefined
  readonly seed: number
}

const NAME_DEFAULT = 'sample-orders'

/**
 * Makes a table of a few dozen believable versions by the real writer, one commit after the other. The same seed gives
 * the same actions and commit ids; only `committed_at` is the database's clock. Unlike an import it is not one
 * transaction: whoever leaves early keeps the versions made so far.
 */
export function makeSampleTable(
  database: Database,
  request: SampleRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  return progressEvents((onProgress, workSignal) => makeSample(database, request, onProgress, workSignal), signal)
}

async function makeSample(
  database: Database,
  { name, seed }: SampleRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportEnd> {
  const commits = sampleCommits(seed)
  signal.throwIfAborted()
  const table = await inTransaction(database, client =>
    createNamedTable(client, { name, otherwise: NAME_DEFAULT, location: null }),
  )
  if (table.kind === 'taken') return nameTaken(table.name)
  let head = -1n
  let actions = 0
  for (const { commitId, committer, actions: story } of commits) {
    const draft: Draft = {
      tableId: table.tableId,
      commitId,
      readVersion: head,
      expectedVersion: head + 1n,
      actions: story.map(action => `${printAction(action)}\n`).join(''),
      committer,
    }
    const outcome = await commit(database, draft, {}, signal)
    signal.throwIfAborted()
    if (outcome.kind !== 'committed') throw new Error(`version ${head + 1n} of the sample ended as ${words(outcome)}`)
    head = outcome.version
    actions += story.length
    onProgress({
      kind: 'progress',
      phase: 'write',
      versions: Number(head) + 1,
      versionsTotal: commits.length,
      actions,
    })
  }
  return { kind: 'done', tableId: table.tableId, name: table.name, head, actions, warnings: [] }
}

function words(outcome: Exclude<CommitOutcome, { kind: 'committed' }>): string {
  switch (outcome.kind) {
    case 'invalid':
      return `invalid: ${outcome.issues.map(({ message }) => message).join('; ')}`
    case 'database-error':
    case 'unknown':
      return `${outcome.kind}: ${outcome.message}`
    default:
      return outcome.kind
  }
}
