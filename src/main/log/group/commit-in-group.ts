import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import type { Database } from '../../postgres/connection.ts'
import { openWriteSession, type WriteSession } from '../../postgres/write-session.ts'
import { failedOutcome, provesNothingWritten } from '../failed-outcome.ts'
import { inOrderOfVersions } from './decide-group.ts'
import { type GroupProgress, makeGroup } from './make-group.ts'
import type { Attending, Member } from './member.ts'
import { waitInLane } from './table-lane.ts'
import { type GroupWatch, timingsIn, watchGroup } from './watch-group.ts'

/**
 * Commits a small draft together with those that wait for the same table in this process: one transaction, one lock, one
 * look, one COMMIT, and each draft its own version and its own outcome. Where the database refuses the whole, each is
 * made by itself and answers for itself. Throws what `waitInLane` throws, and faults of this program.
 */
export async function commitInGroup(database: Database, member: Member): Promise<CommitOutcome> {
  const ended = Promise.withResolvers<CommitOutcome>()
  const attend = (): Attending => ({
    member,
    withdrawn: false,
    deferrals: 0,
    answer: ended.resolve,
    fail: ended.reject,
  })
  await member.steps.take('connect', () => waitInLane(database, member, attend, group => runGroup(database, group)))
  return ended.promise
}

/** Gives back who has to wait for the next group. */
async function runGroup(database: Database, group: readonly Attending[]): Promise<readonly Attending[]> {
  const { deferred, apart } = await attemptGroup(database, inOrderOfVersions(group))
  for (const one of apart) await attemptGroup(database, [one])
  return deferred
}

interface Attempted {
  readonly deferred: readonly Attending[]
  /** Nothing was written, and it may be the fault of one of these alone. */
  readonly apart: readonly Attending[]
}

async function attemptGroup(database: Database, group: readonly Attending[]): Promise<Attempted> {
  const watch = watchGroup(group)
  const progress: GroupProgress = { concerned: group, deferred: [], answers: new Map() }
  let session: WriteSession | undefined
  try {
    session = await watch.steps.take('connect', () => openWriteSession(database, { pipelined: true }, watch.signal))
    await makeGroup(session, group, watch, progress)
    return { deferred: progress.deferred, apart: [] }
  } catch (error) {
    await watch.steps.settled()
    const concerned = progress.concerned.filter(attending => !progress.answers.has(attending))
    if (concerned.length > 1 && provesNothingWritten(error, watch.steps.current, session)) {
      return { deferred: progress.deferred, apart: concerned }
    }
    for (const attending of concerned) await answerFailure(error, attending, watch, session, progress)
    return { deferred: progress.deferred, apart: [] }
  } finally {
    await watch.steps.settled()
    watch.end()
    await session?.close()
    for (const [{ answer }, outcome] of progress.answers) answer(outcome)
  }
}

async function answerFailure(
  error: unknown,
  attending: Attending,
  { steps }: GroupWatch,
  session: WriteSession | undefined,
  { answers }: GroupProgress,
): Promise<void> {
  const { draft, plan, signal } = attending.member
  const { current: step, elapsedMs } = steps
  const timings = timingsIn(attending.member, steps)
  const failure = { error, step, elapsedMs, session, limits: plan.limits, draft, signal, timings }
  const outcome = await failedOutcome(failure)
  if (outcome === undefined) attending.fail(error)
  else answers.set(attending, outcome)
}
