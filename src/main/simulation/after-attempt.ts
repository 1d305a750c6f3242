import { setTimeout as pause } from 'node:timers/promises'
import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Ending } from '../../shared/contract/scenarios.ts'
import { rebaseDraft } from '../log/rebase-draft.ts'
import { resolve } from '../log/resolve.ts'
import { readHeadNow } from '../postgres/look-at-table-now.ts'
import type { OpenAttempt } from './open-attempt.ts'
import type { CommitWork, Done } from './run-writer.ts'
import type { Sent } from './send-attempt.ts'

export type Next =
  | { readonly kind: 'done'; readonly done: Done }
  /** The same drafts are sent again. */
  | { readonly kind: 'again'; readonly pauseMs: number }
  /** The table is read again and new drafts are made. */
  | { readonly kind: 'anew'; readonly pauseMs: number }

/** Decides what a writer does now, as its policy says; finds out first where nobody knows what became of its drafts. */
export async function afterAttempt(on: CommitWork, drafts: readonly OpenAttempt[], sent: Sent): Promise<Next> {
  if (sent.kind === 'foreign-failure') {
    const isRace = sent.sqlState !== undefined && /^(40|23|DLC|55P03)/.test(sent.sqlState)
    const ending = sent.sqlState === '40P01' ? 'deadlock' : isRace ? 'conflict' : 'failed'
    return lose(on, drafts, ending, sent.message)
  }
  const { outcome } = sent
  switch (outcome.kind) {
    case 'committed':
      return done(
        'committed',
        outcome.version,
        outcome.found ? `was version ${outcome.version} already` : `version ${outcome.version}`,
      )
    case 'version-conflict':
      return lose(on, drafts, 'conflict', conflictText(outcome))
    case 'invalid': {
      const message = outcome.issues.map(issue => issue.message).join(' ')
      return on.writer.spec.onConflict.kind === 'retry'
        ? lose(on, drafts, 'refused', message)
        : done('refused', null, message)
    }
    case 'timeout':
      return lose(
        on,
        drafts,
        'timeout',
        `the ${outcome.limit} limit of ${outcome.limitMs} ms passed at ${outcome.step}`,
      )
    case 'database-error': {
      const isRetryable = outcome.retryable || outcome.sqlState === '23505'
      const ending = outcome.sqlState === '40P01' ? 'deadlock' : isRetryable ? 'failed' : 'failed'
      const text = `${outcome.sqlState ?? 'connection lost'} at ${outcome.step}: ${outcome.message}`
      return isRetryable ? lose(on, drafts, ending, text) : done(ending, null, text)
    }
    case 'unknown':
      return findOut(on, drafts, outcome.message)
    case 'cancelled':
      return done('cancelled', null, `cancelled at ${outcome.step}`)
  }
  outcome satisfies never
}

function done(ending: Ending, version: bigint | null, told: string): Next {
  return { kind: 'done', done: { ending, version, told } }
}

function conflictText({ expected, winners }: Extract<CommitOutcome, { kind: 'version-conflict' }>): string {
  const [winner] = winners
  return winner ? `version ${expected} is ${winner.committer}'s` : `version ${expected} is not the next one`
}

async function lose(on: CommitWork, drafts: readonly OpenAttempt[], ending: Ending, told: string): Promise<Next> {
  const { stage, writer, standing, work } = on
  const { recorder } = stage
  const { commit, attempt } = standing
  const policy = writer.spec.onConflict
  work.conflicts += 1
  const mark = { writer: writer.index, atMs: recorder.now(), commit, attempt, version: null, table: 0 }
  recorder.mark({ ...mark, kind: ending === 'conflict' ? 'conflict' : 'lost', text: told })
  if (policy.kind === 'fail') return done(ending, null, told)
  if (attempt > policy.attempts) return done('gave-up', null, `gave up after ${attempt} attempts: ${told}`)
  switch (policy.kind) {
    case 'retry': {
      const most = Math.min(policy.backoffMaxMs, policy.backoffMs * 2 ** (attempt - 1))
      return { kind: 'anew', pauseMs: most > 0 ? stage.diceOf(writer)(most + 1) : 0 }
    }
    case 'rebase':
      return rebase(on, drafts)
    case 'renumber':
      return renumber(on, drafts)
  }
  policy satisfies never
}

/** The rules of Delta decide whether the same commit may follow the new head. */
async function rebase({ writer, steps, stage }: CommitWork, drafts: readonly OpenAttempt[]): Promise<Next> {
  steps.begin('rebase')
  for (const attempt of drafts) {
    // Always from the version that its author has seen: a rebased draft knows of no conflict before its base.
    const report = await rebaseDraft(writer.connection.database, attempt.draft, stage.signal)
    switch (report.kind) {
      case 'rebased': {
        const { readVersion, expectedVersion, actions } = report
        attempt.draft = { ...attempt.draft, readVersion, expectedVersion, actions }
        break
      }
      case 'conflict':
        return done('logical-conflict', null, `${report.class} with version ${report.version}: ${report.reason}`)
      case 'impossible':
        return done('logical-conflict', null, report.reason)
      case 'invalid':
        return done('refused', null, report.issues.map(({ message }) => message).join(' '))
      case 'committed':
        attempt.told = { kind: 'committed', version: report.version }
        return done('committed', report.version, `was version ${report.version} already`)
      case 'current':
        break
    }
  }
  steps.leave()
  return { kind: 'again', pauseMs: 0 }
}

/** Asks for the head and takes the number behind it. */
async function renumber({ writer, standing }: CommitWork, drafts: readonly OpenAttempt[]): Promise<Next> {
  const { database } = writer.connection
  for (const attempt of drafts) {
    const head = await readHeadNow(database, attempt.draft.tableId)
    attempt.draft = { ...attempt.draft, readVersion: head, expectedVersion: head + 1n }
    standing.believed = head
  }
  return { kind: 'again', pauseMs: 0 }
}

/** Asks the log what became of drafts whose answer was lost. What was not committed is sent again where the policy tries again. */
async function findOut(on: CommitWork, drafts: readonly OpenAttempt[], message: string): Promise<Next> {
  const { writer, stage, steps } = on
  steps.begin('resolve')
  for (const attempt of drafts) {
    for (let tries = 0; attempt.told.kind === 'unknown' && tries < RESOLVE_TRIES_MAX; tries++) {
      const fate = await resolve(writer.connection.database, attempt.draft, stage.signal).catch(() => undefined)
      if (fate?.kind === 'committed') attempt.told = { kind: 'committed', version: fate.version }
      else if (fate?.kind === 'not-committed') attempt.told = { kind: 'not-committed' }
      else await pause(RESOLVE_PAUSE_MS, undefined, { signal: stage.signal })
    }
  }
  steps.leave()
  const [first] = drafts
  if (first?.told.kind === 'committed') {
    return done('committed', first.told.version, `the answer was lost; found as version ${first.told.version}`)
  }
  if (first?.told.kind === 'unknown') return done('unknown', null, message)
  return lose(on, drafts, 'failed', `the answer was lost; not committed (${message})`)
}

const RESOLVE_TRIES_MAX = 40
const RESOLVE_PAUSE_MS = 50
