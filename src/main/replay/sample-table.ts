import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { SampleInput } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { commit } from '../log/commit.ts'
import type { Database } from '../postgres/connection.ts'
import { markSample } from '../postgres/samples.ts'
import { inTransaction, withConnection } from '../postgres/transaction.ts'
import { nameTaken } from './name-taken.ts'
import { createNamedTable } from './named-table.ts'
import { ProgressMeter } from './progress-meter.ts'
import { sampleCommits } from './sample/sample-commits.ts'
import type { WatchedControl } from './watched-control.ts'

/**
 * Makes a table of a few dozen believable versions by the real writer, one commit after the other. The same seed gives
 * the same actions and commit ids; only `committed_at` is the database's clock. Whoever cancels it keeps the versions
 * made so far.
 */
export async function makeSampleTable(
  database: Database,
  { name, seed, story = 'orders' }: Omit<SampleInput, 'kind'>,
  control: Pick<WatchedControl<never>, 'signal' | 'boundary' | 'report' | 'observer'>,
): Promise<TaskOutcome> {
  const commits = sampleCommits(seed, story)
  const meter = new ProgressMeter('make', { versions: commits.length })
  await control.boundary()
  const table = await inTransaction(database, async client => {
    const created = await createNamedTable(client, { name, otherwise: `sample-${story}`, location: null })
    if (created.kind === 'created') await markSample(client, created.tableId, -1n)
    return created
  })
  if (table.kind === 'taken') return nameTaken(table.name)
  const { tableId } = table
  let head = -1n
  let actions = 0
  for (const { commitId, committer, actions: said } of commits) {
    try {
      await control.boundary()
    } catch {
      await withConnection(database, client => markSample(client, tableId, head))
      return { kind: 'cancelled', kept: { tableId, name: table.name, head }, message: CANCELLED }
    }
    const draft: Draft = {
      tableId,
      commitId,
      readVersion: head,
      expectedVersion: head + 1n,
      actions: said.map(action => `${printAction(action)}\n`).join(''),
      committer,
    }
    const outcome = await commit(database, draft, { observer: control.observer })
    if (outcome.kind !== 'committed') throw new Error(`version ${head + 1n} of the sample ended as ${words(outcome)}`)
    head = outcome.version
    actions += said.length
    control.report(meter.at({ versions: Number(head) + 1, rows: actions, bytes: 0 }, head))
  }
  await withConnection(database, client => markSample(client, tableId, head))
  return { kind: 'made', tableId, name: table.name, head, actions }
}

const CANCELLED = 'Cancelled. The versions made so far stay.'

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
