import type { CommitOutcome, CommitStep } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import { COMMIT_IDLE_MS_MAX, COMMIT_LOCK_MS_MAX, COMMIT_STATEMENT_MS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { lockTable } from '../postgres/lock-table.ts'
import { insertActions } from '../postgres/write-actions.ts'
import { openWriteSession, type WriteLimits, type WriteSession } from '../postgres/write-session.ts'
import { recordVersions } from '../postgres/write-version.ts'
import { addActionRows, emptyActionRows } from './action-rows.ts'
import { type Acceptance, checkUnderLock } from './check-under-lock.ts'
import { type CommitSteps, type OnStep, startSteps } from './commit-steps.ts'
import { failedOutcome } from './failed-outcome.ts'
import { noSuchTable, validateDraft } from './validate-draft.ts'
import { versionRow } from './version-row.ts'

export interface CommitOptions {
  /** Awaited before each step. */
  readonly onStep?: OnStep | undefined
  readonly limits?: Partial<WriteLimits> | undefined
}

/** The program that a version says it was written by. */
const WRITER = 'deltadesk'

const LIMITS: WriteLimits = {
  lockMs: COMMIT_LOCK_MS_MAX,
  statementMs: COMMIT_STATEMENT_MS_MAX,
  idleMs: COMMIT_IDLE_MS_MAX,
}

/**
 * Makes a draft the version that it wants to become, or says why it did not (C2-C5). Tries once; sending the same draft
 * again is always safe, because its commit id is found. `signal` cancels until COMMIT is sent and never after it. Throws
 * only for a fault of this program.
 */
export function commit(
  database: Database,
  draft: Draft,
  options: CommitOptions = {},
  signal?: AbortSignal,
): Promise<CommitOutcome> {
  return attemptCommit(database, draft, options, session => session.commit(), signal)
}

/** What is done at the step `commit`; a transaction that it leaves open is rolled back. */
export type Finish = (session: WriteSession) => Promise<void>

/** As `commit`, with another end: an outcome `committed` then means that `finish` was reached and came back. */
export async function attemptCommit(
  database: Database,
  draft: Draft,
  options: CommitOptions,
  finish: Finish,
  signal: AbortSignal | undefined,
): Promise<CommitOutcome> {
  const limits = { ...LIMITS, ...options.limits }
  const steps = startSteps(options.onStep, signal)
  let session: WriteSession | undefined
  try {
    await steps.enter('validate')
    const checked = validateDraft(draft)
    if (checked.kind === 'invalid') return { kind: 'invalid', issues: [...checked.issues] }
    await steps.enter('connect')
    session = await openWriteSession(database, signal)
    return await commitUnderLock(session, draft, checked.value, limits, steps, finish)
  } catch (error) {
    const { current: step, elapsedMs } = steps
    const outcome = failedOutcome({ error, step, elapsedMs, session, limits, commitId: draft.commitId, signal })
    if (outcome === undefined) throw error
    return outcome
  } finally {
    await session?.close()
  }
}

async function commitUnderLock(
  session: WriteSession,
  draft: Draft,
  commit: Commit,
  limits: WriteLimits,
  steps: CommitSteps,
  finish: Finish,
): Promise<CommitOutcome> {
  const { client } = session
  await steps.enter('begin')
  await session.begin(limits)
  await steps.enter('lock')
  const table = await lockTable(client, draft.tableId)
  if (table === undefined) return noSuchTable(draft.tableId)
  await steps.enter('check')
  const checked = await checkUnderLock(client, table, draft, commit)
  switch (checked.kind) {
    case 'accepted':
      break
    case 'invalid':
      return checked
    case 'found':
      return { kind: 'committed', ...checked.commit, found: true, timings: steps.timings() }
    case 'version-conflict':
      return { ...checked, timings: steps.timings() }
  }
  await write(session, draft, checked, step => steps.enter(step))
  await steps.enter('commit')
  await finish(session)
  const { committedAt } = checked
  return {
    kind: 'committed',
    version: draft.expectedVersion,
    committedAt: Number(committedAt),
    found: false,
    ...(session.warning !== undefined && { warning: session.warning }),
    timings: steps.timings(),
  }
}

async function write(
  session: WriteSession,
  { tableId, commitId, expectedVersion, readVersion, operation, committer }: Draft,
  { commit, committedAt, timeSource, retirements }: Acceptance,
  enter: (step: CommitStep) => Promise<void>,
): Promise<void> {
  const rows = emptyActionRows()
  const commitInfo = addActionRows(rows, expectedVersion, commit.lines)
  const facts = {
    version: expectedVersion,
    commitId,
    committedAt,
    timeSource,
    committer,
    writer: WRITER,
    operation,
    readVersion,
  }
  await enter('insert')
  await insertActions(session.client, tableId, rows, retirements)
  await enter('record')
  const recorded = await recordVersions(session.client, tableId, [versionRow(facts, commit, commitInfo)])
  if (recorded !== 1) throw new Error(`the head moved under the lock: version ${expectedVersion} was not recorded`)
}
