import type { CommitOutcome, TogetherOutcome } from '../../../shared/contract/outcome.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import type { Checked } from '../../../shared/delta/issue.ts'
import { STREAM_LARGE_BYTES_MIN, STREAM_STATEMENT_MS_MAX } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import { openWriteSession, type WriteLimits, type WriteSession } from '../../postgres/write-session.ts'
import { type CommitOptions, type CommitPlan, isThreadsWork, planCommit } from '../commit-plan.ts'
import { type CommitSteps, startSteps } from '../commit-steps.ts'
import { committed, foundCommit } from '../commit-table.ts'
import { failedOutcome } from '../failed-outcome.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { CommitThread } from '../stream/commit-thread.ts'
import { type DraftLook, type DraftsReading, readValidDraft, type ValidDraft } from './valid-draft.ts'

export type TogetherOptions = Pick<CommitOptions, 'limits' | 'journal' | 'onStep' | 'observer'>

/**
 * Commits to several tables in one transaction: all drafts become versions, or none does. Locks are taken in the order of
 * the tables' ids, so that two such commits never wait for each other. Gives one outcome for each draft, in their order; a
 * draft that was fine by itself is `held-back` where another was not. Each draft can be sent again, also alone. Large
 * drafts are read, judged and laid out in a thread.
 */
export async function commitTogether(
  database: Database,
  drafts: readonly Draft[],
  options: TogetherOptions = {},
  signal?: AbortSignal,
): Promise<TogetherOutcome[]> {
  await using releases = new AsyncDisposableStack()
  let thread: CommitThread | undefined
  const reading: DraftsReading = {
    releases,
    thread: () => {
      const characters = drafts.reduce((sum, { actions }) => sum + actions.length, 0)
      thread ??= releases.use(CommitThread.take(characters >= STREAM_LARGE_BYTES_MIN, signal))
      return thread
    },
  }
  const refused = new Map<Draft, CommitOutcome>()
  const valid: ValidDraft[] = []
  for (const [place, draft] of drafts.entries()) {
    const checked = await readAmong(database, drafts, place, draft, reading).catch(error => {
      if (!signal?.aborted) throw error
      return undefined
    })
    if (checked === undefined) refused.set(draft, { kind: 'cancelled', step: 'validate' })
    else if (checked.kind === 'invalid') refused.set(draft, { kind: 'invalid', issues: [...checked.issues] })
    else valid.push(checked.value)
  }
  if (refused.size > 0) return outcomesOf(drafts, refused)
  valid.sort((a, b) => (a.draft.tableId.toLowerCase() < b.draft.tableId.toLowerCase() ? -1 : 1))
  return outcomesOf(drafts, await attempt(database, valid, options, signal))
}

/** Two drafts for one table could not both follow its head. */
async function readAmong(
  database: Database,
  drafts: readonly Draft[],
  place: number,
  draft: Draft,
  reading: DraftsReading,
): Promise<Checked<ValidDraft>> {
  const rival = drafts.find(other => other.tableId === draft.tableId && other !== draft)
  if (rival === undefined) return readValidDraft(database, draft, place, reading)
  const message = `Expected one draft for each table, got another one for ${draft.tableId}.`
  return { kind: 'invalid', issues: [{ rule: 'draft.table-twice', severity: 'error', path: [], message }] }
}

async function attempt(
  database: Database,
  drafts: readonly ValidDraft[],
  options: TogetherOptions,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Draft, CommitOutcome>> {
  const steps = startSteps(options.onStep, signal)
  steps.oneByOne()
  const entries: JournalEntry[] = []
  const at: { draft: Draft | undefined } = { draft: drafts[0]?.draft }
  let limits: WriteLimits | undefined
  let session: WriteSession | undefined
  const end = async (outcomes: ReadonlyMap<Draft, CommitOutcome>) => {
    const isKnown = [...outcomes.values()].every(({ kind }) => kind !== 'unknown')
    if (isKnown) for (const entry of entries) await entry.close().catch(() => {})
    return outcomes
  }
  try {
    const plan = planTogether(database, drafts, options, signal)
    limits = plan.limits
    for (const { draft } of drafts) {
      const entry = await options.journal?.open(draft)
      if (entry) entries.push(entry)
    }
    session = await steps.take('connect', () => openWriteSession(database, { pipelined: false }, signal))
    return await end(await commitAll(session, drafts, plan, steps, at))
  } catch (error) {
    await steps.settled()
    const { current: step, elapsedMs } = steps
    const draft = at.draft
    if (draft === undefined) throw error
    const failure = { error, step, elapsedMs, session, limits, draft, signal, timings: steps.timings() }
    const outcome = await failedOutcome(failure)
    if (outcome === undefined) throw error
    return await end(outcome.kind === 'unknown' ? allUnknown(drafts, outcome) : new Map([[draft, outcome]]))
  } finally {
    await steps.settled()
    await session?.close()
    for (const entry of entries) entry.leave()
  }
}

function planTogether(
  database: Database,
  drafts: readonly ValidDraft[],
  options: TogetherOptions,
  signal: AbortSignal | undefined,
): CommitPlan {
  const isLarge = drafts.some(({ draft }) => isThreadsWork(draft.actions))
  const limits = isLarge ? { statementMs: STREAM_STATEMENT_MS_MAX, ...options.limits } : options.limits
  return planCommit(database, [], { ...options, limits, strategy: 'lock-first' }, signal)
}

async function commitAll(
  session: WriteSession,
  drafts: readonly ValidDraft[],
  plan: CommitPlan,
  steps: CommitSteps,
  at: { draft: Draft | undefined },
): Promise<ReadonlyMap<Draft, CommitOutcome>> {
  await steps.send('begin', () => session.begin(plan.strategy.isolation, plan.limits))
  const looks = new Map<Draft, DraftLook>()
  for (const valid of drafts) {
    at.draft = valid.draft
    looks.set(valid.draft, await valid.look(session, plan, steps))
  }
  const settled = settledOutcomes(looks, steps)
  if ([...settled.values()].some(({ kind }) => kind !== 'committed')) return settled
  const accepted = [...looks].flatMap(([draft, look]) => (look.kind === 'accepted' ? [[draft, look] as const] : []))
  for (const [draft, look] of accepted) {
    at.draft = draft
    await look.write()
    await steps.answered()
  }
  await steps.take('commit', () => session.commit())
  const timings = steps.timings()
  const made = accepted.map(([draft, look]) => [draft, committed(session, draft, look, timings)] as const)
  return new Map([...settled, ...made])
}

/** What is known of drafts without writing: all but the accepted ones. */
function settledOutcomes(looks: ReadonlyMap<Draft, DraftLook>, steps: CommitSteps): Map<Draft, CommitOutcome> {
  const outcomes = new Map<Draft, CommitOutcome>()
  for (const [draft, look] of looks) {
    if (look.kind === 'accepted') continue
    outcomes.set(draft, look.kind === 'found' ? foundCommit(look, steps.timings()) : look)
  }
  return outcomes
}

function allUnknown(
  drafts: readonly ValidDraft[],
  { message, timings }: Extract<CommitOutcome, { kind: 'unknown' }>,
): ReadonlyMap<Draft, CommitOutcome> {
  return new Map(drafts.map(({ draft }) => [draft, { kind: 'unknown', commitId: draft.commitId, message, timings }]))
}

function outcomesOf(drafts: readonly Draft[], known: ReadonlyMap<Draft, CommitOutcome>): TogetherOutcome[] {
  const [because] = [...known].find(([, { kind }]) => kind !== 'committed') ?? []
  return drafts.map(draft => {
    const outcome = known.get(draft)
    if (outcome) return outcome
    return { kind: 'held-back', because: because?.tableId ?? draft.tableId }
  })
}
