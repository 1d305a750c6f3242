import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import { RETIRED_FILES_PAGE, STREAM_STATEMENT_MS_MAX } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import { lookAtHead } from '../../postgres/head.ts'
import { insertLaidOut } from '../../postgres/insert-laid-out.ts'
import { lockTable } from '../../postgres/lock-table.ts'
import { signalOf } from '../../postgres/sqlstate.ts'
import { openWriteSession, type WriteLimits, type WriteSession } from '../../postgres/write-session.ts'
import { recordVersions } from '../../postgres/write-version.ts'
import type { Finish } from '../commit.ts'
import { type CommitOptions, planCommit } from '../commit-plan.ts'
import { type CommitSteps, startSteps } from '../commit-steps.ts'
import { committed, foundCommit, versionConflict } from '../commit-table.ts'
import type { FailedDraft } from '../explain-constraint.ts'
import { failedOutcome } from '../failed-outcome.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { restrictionIssue } from '../restriction-issue.ts'
import { type Turn, takeTurn } from '../table-queue.ts'
import { noSuchTable } from '../validate-draft.ts'
import type { CommitSource } from './commit-source.ts'
import { CommitThread } from './commit-thread.ts'
import { fileKeyPages } from './file-keys.ts'
import { judgeStreamed, type StreamVerdict } from './judge-streamed.ts'
import { isLargeSource, readStreamed, type StreamedCommit } from './read-streamed.ts'
import { RowSpool } from './row-spool.ts'
import type { OnStreamProgress } from './stream-progress.ts'
import { streamedVersionRow } from './streamed-version-row.ts'

export interface StreamOptions extends Omit<CommitOptions, 'strategy' | 'copyRowsMin'> {
  /** Where rows lie until they are sent; the system's folder for such where absent. */
  readonly spoolFolder?: string | undefined
  readonly onProgress?: OnStreamProgress | undefined
}

/** Everything that one attempt holds. */
interface Attempt {
  readonly database: Database
  readonly draft: FailedDraft
  readonly options: StreamOptions
  readonly limits: WriteLimits
  readonly steps: CommitSteps
  readonly signal: AbortSignal | undefined
  session: WriteSession | undefined
  turn: Turn | undefined
  entry: JournalEntry | undefined
}

/**
 * As `commit`, for actions of any number, which are read, judged and laid out line by line in a thread of their own: memory
 * does not grow with them but for some 20 bytes a file. The table is looked at before its lock is taken. What was found
 * holds for as long as the head stands where it stood, which is compared under the lock; so the table is held up no longer
 * than its rows take to arrive. Files that look new are not looked up: their key in the database is the proof, and a
 * commit that fails at it is judged once more with all of its files.
 */
export async function commitStream(
  database: Database,
  draft: FailedDraft,
  source: CommitSource,
  options: StreamOptions = {},
  signal?: AbortSignal,
  finish: Finish | undefined = undefined,
): Promise<CommitOutcome> {
  const steps = startSteps(options.onStep, signal, options.watchStep)
  steps.oneByOne()
  const { limits } = planCommit(database, [], options, signal)
  const attempt: Attempt = {
    database,
    draft,
    options,
    limits: { ...limits, statementMs: options.limits?.statementMs ?? STREAM_STATEMENT_MS_MAX },
    steps,
    signal,
    session: undefined,
    turn: undefined,
    entry: undefined,
  }
  try {
    const outcome = await attemptStream(attempt, source, finish)
    if (outcome.kind !== 'unknown') await attempt.entry?.close().catch(() => {})
    return outcome
  } catch (error) {
    await steps.settled()
    const { current: step, elapsedMs } = steps
    const { session } = attempt
    const failure = { error, step, elapsedMs, session, limits: attempt.limits, draft, signal, timings: steps.timings() }
    const outcome = await failedOutcome(failure)
    if (outcome === undefined) throw error
    if (outcome.kind !== 'unknown') await attempt.entry?.close().catch(() => {})
    return outcome
  } finally {
    await steps.settled()
    await attempt.session?.close()
    attempt.turn?.leave()
    attempt.entry?.leave()
  }
}

async function attemptStream(
  attempt: Attempt,
  source: CommitSource,
  finish: Finish | undefined,
): Promise<CommitOutcome> {
  const { database, draft, options, steps, signal } = attempt
  await using spool = await RowSpool.open(options.spoolFolder)
  await using thread = CommitThread.take(await isLargeSource(source), signal)
  const read = await steps.take('validate', () => readStreamed(database, draft, source, { thread, spool, ...options }))
  if (read.kind === 'invalid') return { kind: 'invalid', issues: [...read.issues] }
  const { value: commit } = read
  if (finish === undefined) {
    attempt.entry = await options.journal?.open({ ...draft, digest: commit.summary.digest })
  }
  const session = await steps.take('connect', () => openWriteSession(database, { pipelined: false }, signal))
  attempt.session = session
  const write = { spool, finish }
  const trusting = await judgeAndWrite(attempt, session, commit, { thread, trustsNew: true }, write)
  if (trusting !== 'file-live') return trusting
  // The few commits that add live files again are held against every file.
  await session.client.query('rollback')
  attempt.turn?.leave()
  const knowing = await judgeAndWrite(attempt, session, commit, { thread, trustsNew: false }, write)
  if (knowing === 'file-live') throw new Error('a file was looked up and is live all the same')
  return knowing
}

/** `file-live`: a file that was trusted to be new is live; the transaction has failed, and nothing else is known. */
async function judgeAndWrite(
  attempt: Attempt,
  session: WriteSession,
  commit: StreamedCommit,
  judging: { readonly thread: CommitThread; readonly trustsNew: boolean },
  write: Writing,
): Promise<CommitOutcome | 'file-live'> {
  const { draft, options, steps } = attempt
  const verdict = await steps.take('check', () =>
    judgeStreamed(session.client, draft, commit, { ...judging, onProgress: options.onProgress }),
  )
  switch (verdict.kind) {
    case 'accepted':
      return writeStreamed(attempt, session, commit, verdict, { ...write, trustsNew: judging.trustsNew })
    case 'found':
      return foundCommit(verdict, steps.timings())
    case 'head-elsewhere':
      return versionConflict(session, draft, verdict.name, verdict.actual, steps)
    case 'invalid':
      return { kind: 'invalid', issues: [...verdict.issues] }
  }
  return verdict satisfies never
}

interface Writing {
  readonly spool: RowSpool
  readonly finish: Finish | undefined
}

async function writeStreamed(
  attempt: Attempt,
  session: WriteSession,
  commit: StreamedCommit,
  { readded }: Extract<StreamVerdict, { kind: 'accepted' }>,
  { spool, finish = ended => ended.commit(), trustsNew }: Writing & { readonly trustsNew: boolean },
): Promise<CommitOutcome | 'file-live'> {
  const { database, draft, options, limits, steps, signal } = attempt
  const { tableId, commitId, expectedVersion: version } = draft
  const { client } = session
  await steps.take('begin', async () => {
    if (options.onStep === undefined) attempt.turn = await takeTurn(database, tableId, limits.lockMs, signal)
    await session.begin('read committed', limits)
  })
  await steps.take('lock', () => lockTable(client, tableId))
  const head = await steps.take('check', () => lookAtHead(client, tableId, commitId))
  if (head === undefined) return noSuchTable(tableId)
  if (head.found) return foundCommit(head.found, steps.timings())
  if (head.version + 1n !== version) return versionConflict(session, draft, head.name, head.version, steps)
  const restricted = restrictionIssue(head)
  if (restricted) return { kind: 'invalid', issues: [restricted] }
  const inserted = await steps.take('insert', () =>
    insertLaidOut(
      client,
      { tableId, version },
      commit.rowsIn(spool, options.onProgress),
      fileKeyPages(readded, RETIRED_FILES_PAGE),
      { copyFormat: database.capabilities.copyFormat, signal, observer: options.observer },
    ).catch(error => {
      if (trustsNew && signalOf(error) === 'file-already-live') return 'file-live' as const
      throw error
    }),
  )
  if (inserted === 'file-live') return inserted
  const row = streamedVersionRow(draft, commit.summary, head)
  await steps.take('record', () => recordVersions(client, tableId, [row]))
  await steps.take('commit', () => finish(session))
  return committed(session, draft, { committedAt: head.nextTime }, steps.timings())
}
