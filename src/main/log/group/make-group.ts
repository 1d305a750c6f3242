import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import { lockTable } from '../../postgres/lock-table.ts'
import { together } from '../../postgres/together.ts'
import { findCommits, type RecordedCommit } from '../../postgres/write-lookups.ts'
import type { WriteSession } from '../../postgres/write-session.ts'
import { committed, foundCommit, versionConflict, writeVersions } from '../commit-table.ts'
import { lookAtTable, type TableLook } from '../look-at-table.ts'
import { noSuchTable } from '../validate-draft.ts'
import { decideGroup, type FoundCommits, type Refused } from './decide-group.ts'
import type { Attending } from './member.ts'
import { type GroupWatch, timingsIn } from './watch-group.ts'

/** How far a group has come, which holds whatever happens afterwards. */
export interface GroupProgress {
  /** Whose fate is what becomes of the transaction. */
  concerned: readonly Attending[]
  /** Who waits for the next group. */
  deferred: readonly Attending[]
  readonly answers: Map<Attending, CommitOutcome>
}

/** Makes the commits of a group in one transaction; its members come in the order of the versions that they want. */
export async function makeGroup(
  session: WriteSession,
  group: readonly Attending[],
  watch: GroupWatch,
  progress: GroupProgress,
): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const { steps } = watch
  const { plan, draft } = first.member
  const { tableId } = draft
  await steps.send('begin', () => session.begin(plan.strategy.isolation, plan.limits))
  await steps.send('lock', () => lockTable(session.client, tableId))
  const looked = await steps.take('check', async () => {
    const { look, found } = await lookForGroup(session, tableId, group)
    // In one breath: who withdraws after the decision would be told that nothing was written, and it would be.
    if (group.length > 1) watch.end()
    return look && { head: look.head, decision: decideGroup(look, found, group) }
  })
  watch.signal.throwIfAborted()
  if (looked === undefined) {
    for (const attending of group) progress.answers.set(attending, noSuchTable(tableId))
    return
  }
  const { head, decision } = looked
  const { accepted, refused, deferred } = decision
  if (accepted.length > 0) {
    progress.concerned = accepted.map(({ attending }) => attending)
    // What a refusal says of the winners is asked for after COMMIT; if that fails, the next group refuses them.
    progress.deferred = [...deferred, ...refused.map(({ attending }) => attending)]
    const written = accepted.map(({ attending, acceptance }) => ({ draft: attending.member.draft, acceptance }))
    await writeVersions(session, tableId, written, plan.strategy, plan.transport, steps)
    await steps.send('commit', () => session.commit())
    await steps.answered()
    for (const { attending, acceptance } of accepted) {
      const timings = timingsIn(attending.member, steps)
      progress.answers.set(attending, committed(session, attending.member.draft, acceptance, timings))
    }
  }
  const outcomes = refused.map(refusal => outcomeOf(session, refusal, head, steps))
  for (const [attending, outcome] of await Promise.all(outcomes)) progress.answers.set(attending, outcome)
  progress.deferred = deferred
}

async function lookForGroup(
  { client }: WriteSession,
  tableId: string,
  group: readonly Attending[],
): Promise<{ readonly look: TableLook | undefined; readonly found: FoundCommits }> {
  const [commitId = '', ...others] = group.map(({ member }) => member.draft.commitId)
  const lines = group.flatMap(({ member }) => member.commit.lines)
  const [look, commits] = await together(
    client,
    () => lookAtTable(client, { tableId, commitId }, lines),
    () => findCommits(client, tableId, others),
  )
  const found = new Map<string, Pick<RecordedCommit, 'version' | 'committedAt'>>()
  if (look?.head.found) found.set(commitId, look.head.found)
  for (const commit of commits) found.set(commit.commitId, commit)
  return { look, found }
}

async function outcomeOf(
  session: WriteSession,
  { attending, verdict }: Refused,
  { name, version }: TableLook['head'],
  steps: GroupWatch['steps'],
): Promise<[Attending, CommitOutcome]> {
  const { draft } = attending.member
  const timings = timingsIn(attending.member, steps)
  switch (verdict.kind) {
    case 'found':
      return [attending, foundCommit(verdict, timings)]
    case 'head-elsewhere':
      return [attending, await versionConflict(session, draft, name, version, { timings: () => timings })]
    case 'invalid':
      return [attending, verdict]
  }
}
