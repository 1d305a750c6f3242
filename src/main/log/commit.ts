import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import type { Database } from '../postgres/connection.ts'
import { openWriteSession, type WriteLimits, type WriteSession } from '../postgres/write-session.ts'
import { type CommitOptions, type CommitPlan, needsThread, planCommit } from './commit-plan.ts'
import { type CommitSteps, startSteps } from './commit-steps.ts'
import { committed, foundCommit, lookForCommit, writeVersions } from './commit-table.ts'
import { failedOutcome } from './failed-outcome.ts'
import { commitInGroup } from './group/commit-in-group.ts'
import type { JournalEntry } from './journal/journal.ts'
import { commitStream } from './stream/commit-stream.ts'
import { type Turn, takeTurn } from './table-queue.ts'
import { validateDraft } from './validate-draft.ts'

export type { CommitOptions } from './commit-plan.ts'

/**
 * Makes a draft the version that it wants to become, or says why it did not (C2-C5). Tries once; sending the same draft
 * again is always safe, because its commit id is found. `signal` cancels until COMMIT is sent and never after it. Throws
 * only for a fault of this program.
 */
export async function commit(
  database: Database,
  draft: Draft,
  options: CommitOptions = {},
  signal?: AbortSignal,
): Promise<CommitOutcome> {
  return attemptCommit(database, draft, options, undefined, signal)
}

/** What is done at the step `commit`; a transaction that it leaves open is rolled back. */
export type Finish = (session: WriteSession) => Promise<void>

/**
 * As `commit`, with another end where `finish` is given: an outcome `committed` then means that `finish` was reached and
 * came back.
 */
export async function attemptCommit(
  database: Database,
  draft: Draft,
  options: CommitOptions,
  finish: Finish | undefined,
  signal: AbortSignal | undefined,
): Promise<CommitOutcome> {
  if (needsThread(draft, options)) {
    return commitStream(database, draft, { kind: 'text', text: draft.actions }, options, signal, finish)
  }
  const steps = startSteps(options.onStep, signal, options.watchStep)
  let limits: WriteLimits | undefined
  let turn: Turn | undefined
  let session: WriteSession | undefined
  let entry: JournalEntry | undefined
  const end = async (outcome: CommitOutcome) => {
    // An entry that cannot be struck out is found out about later; the outcome is known all the same.
    if (outcome.kind !== 'unknown') await entry?.close().catch(() => {})
    return outcome
  }
  try {
    const checked = await steps.take('validate', async () => validateDraft(draft))
    if (checked.kind === 'invalid') return { kind: 'invalid', issues: [...checked.issues] }
    const plan = planCommit(database, [checked.value], options, signal)
    limits = plan.limits
    if (finish === undefined) entry = await options.journal?.open(draft)
    if (plan.grouped && finish === undefined) {
      const member = { draft, commit: checked.value, plan, steps, watchStep: options.watchStep, signal }
      return await end(await commitInGroup(database, member))
    }
    session = await steps.take('connect', async () => {
      if (plan.queued) turn = await takeTurn(database, draft.tableId, plan.limits.lockMs, signal)
      return openWriteSession(database, { pipelined: plan.pipelined && finish === undefined }, signal)
    })
    if (!session.pipelined) steps.oneByOne()
    return await end(await commitOn(session, draft, checked.value, plan, steps, finish))
  } catch (error) {
    await steps.settled()
    const { current: step, elapsedMs } = steps
    const failure = { error, step, elapsedMs, session, limits, draft, signal, timings: steps.timings() }
    const outcome = await failedOutcome(failure)
    if (outcome === undefined) throw error
    return await end(outcome)
  } finally {
    await steps.settled()
    await session?.close()
    turn?.leave()
    entry?.leave()
  }
}

async function commitOn(
  session: WriteSession,
  draft: Draft,
  commit: Commit,
  plan: CommitPlan,
  steps: CommitSteps,
  finish: Finish = ended => ended.commit(),
): Promise<CommitOutcome> {
  const { isolation, before } = plan.strategy
  await steps.send('begin', () => session.begin(isolation, plan.limits))
  const found = await lookForCommit(session, draft, commit, plan.strategy, steps)
  switch (found.kind) {
    case 'accepted':
      break
    case 'found':
      return foundCommit(found, steps.timings())
    default:
      return found
  }
  await writeVersions(session, draft.tableId, [{ draft, acceptance: found }], plan.strategy, plan.transport, steps)
  // A COMMIT that is sent before the row's lock is known to be held could take effect after it was found missing.
  if (before !== 'row-lock') await steps.answered()
  await steps.send('commit', () => finish(session))
  await steps.answered()
  return committed(session, draft, found, steps.timings())
}
