import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { CommitOutcome, DryRunReport } from '../../shared/contract/outcome.ts'
import { commitIdSchema, type DraftHeader } from '../../shared/contract/schemas.ts'
import { STRATEGY_NAMES, type StrategyName, strategySchema } from '../../shared/contract/strategy.ts'
import { beginningOfFile } from '../activity/beginning-of-file.ts'
import { recordAttempt } from '../activity/record-attempt.ts'
import { endOfCommit, endOfDryRun } from '../copy-runs/watch-commit.ts'
import { commit } from '../log/commit.ts'
import { dryRun, dryRunStream } from '../log/dry-run.ts'
import type { StoredJournal } from '../log/journal/commit-journal.ts'
import { type Resolution, resolve } from '../log/resolve.ts'
import type { CommitSource } from '../log/stream/commit-source.ts'
import { commitStream } from '../log/stream/commit-stream.ts'
import type { StreamProgress } from '../log/stream/stream-progress.ts'
import type { Database } from '../postgres/connection.ts'
import type { CommandResult, CommandRun, OptionValues } from './command.ts'
import { commandActivity } from './command-activity.ts'
import { CommandFailure } from './command-failure.ts'
import { commandJournal } from './command-journal.ts'
import { failureOfOutcome } from './failure-of-outcome.ts'
import { formatTime } from './format.ts'
import { printDryRun } from './print-dry-run.ts'
import { textOption } from './read-arguments.ts'
import { LIMIT_HELP, LIMIT_OPTIONS, limitOptions } from './sending-limits.ts'
import { streamProgressText } from './stream-progress-text.ts'
import { watchCommand } from './watch-command.ts'

/** Options of every command that commits. */
export const SENDING_OPTIONS = {
  'commit-id': { type: 'string' },
  committer: { type: 'string' },
  'dry-run': { type: 'boolean' },
  strategy: { type: 'string' },
  ...LIMIT_OPTIONS,
} as const

export const SENDING_HELP = `  --commit-id UUID       chosen by the caller: sending the same id again finds its commit and never repeats it
  --committer NAME       who commits (default: the database user)
  --dry-run              do everything and roll back; says what would have happened
  --strategy NAME        how others are kept out: lock-first (default), ${STRATEGY_NAMES.slice(1).join(', ')}
${LIMIT_HELP}`

/** What is sent, and from where its actions are read. */
export interface SentDraft {
  readonly draft: DraftHeader
  readonly source: CommitSource
}

/** Commits a draft, or with `--dry-run` does everything but COMMIT. Throws a CommandFailure where it is no version. */
export async function sendDraft(
  { database, values, surroundings, onProgress }: CommandRun,
  name: string,
  { draft, source }: SentDraft,
): Promise<CommandResult> {
  const journal = commandJournal(database, values, surroundings)
  const strategy = strategyOption(values)
  const { limits, copyRowsMin } = limitOptions(values)
  const held = { strategy, limits, copyRowsMin }
  const activity = commandActivity(database, values, surroundings)
  const attempt = { draft: await attempted(draft, source), tableName: Promise.resolve(name) }
  if (source.kind === 'file' && strategy !== undefined && strategy !== STRATEGY_NAMES[0]) {
    throw new CommandFailure(
      'usage',
      `Expected a smaller file for --strategy ${strategy}: large ones take the lock before their rows are sent, since whoever loses a race without it has sent them in vain.`,
    )
  }
  const streamed = {
    journal,
    limits,
    onProgress: (progress: StreamProgress) => onProgress(streamProgressText(progress)),
  }
  if (values['dry-run'] === true) {
    const subject = { kind: 'dry-run', table: name, version: draft.expectedVersion } as const
    const report = await recordAttempt(activity, { ...attempt, kind: 'dry-run' }, () =>
      watchCommand(database, values, surroundings, source, {
        subject,
        endOf: endOfDryRun,
        work: (observer, stop) =>
          source.kind === 'file'
            ? dryRunStream(database, draft, source, { ...streamed, observer }, stop)
            : dryRun(database, { ...draft, actions: source.text }, { ...held, observer }, stop),
      }),
    )
    return rehearsed(name, draft, report)
  }
  const outcome = await recordAttempt(activity, { ...attempt, kind: 'commit' }, () =>
    watchCommand(database, values, surroundings, source, {
      subject: { kind: 'commit', table: name, version: draft.expectedVersion },
      endOf: endOfCommit,
      work: (observer, stop) =>
        source.kind === 'file'
          ? commitStream(database, draft, source, { ...streamed, observer }, stop)
          : commit(database, { ...draft, actions: source.text }, { ...held, journal, observer }, stop),
    }),
  )
  if (outcome.kind === 'committed') return committed(name, draft, outcome)
  if (outcome.kind === 'unknown') return resolved(name, draft, await settle(database, journal, draft), outcome)
  throw failureOfOutcome(outcome, draft)
}

/** With as much of its actions as tells the operation. */
async function attempted(
  draft: DraftHeader,
  source: CommitSource,
): Promise<DraftHeader & { readonly actions: string }> {
  return { ...draft, actions: source.kind === 'text' ? source.text : await beginningOfFile(source.path) }
}

/** `--commit-id`, or a new one; throws a CommandFailure of kind `usage`. */
export function commitIdOption(values: OptionValues): string {
  const text = textOption(values, 'commit-id')
  if (text === undefined) return randomUUID()
  const read = commitIdSchema.safeParse(text)
  if (read.success) return read.data
  throw new CommandFailure('usage', `Expected a uuid as --commit-id, got ${JSON.stringify(text)}.`)
}

function strategyOption(values: OptionValues): StrategyName | undefined {
  const text = textOption(values, 'strategy')
  const read = strategySchema.optional().safeParse(text)
  if (read.success) return read.data
  const names = STRATEGY_NAMES.join(', ')
  throw new CommandFailure('usage', `Expected one of ${names} as --strategy, got ${JSON.stringify(text)}.`)
}

function rehearsed(name: string, draft: DraftHeader, report: DryRunReport): CommandResult {
  switch (report.kind) {
    case 'would-commit':
      return { text: printDryRun(name, report), json: { ...report, commitId: draft.commitId } }
    case 'already-committed': {
      const text = `This commit id is in the log already: it is version ${report.version} of ${name}.`
      return { text, json: { ...report, commitId: draft.commitId } }
    }
    default:
      throw failureOfOutcome(report, draft)
  }
}

type Committed = Extract<CommitOutcome, { kind: 'committed' }>

function committed(
  name: string,
  { commitId }: DraftHeader,
  outcome: Omit<Committed, 'timings'> & Partial<Committed>,
): CommandResult {
  const found = outcome.found ? ' (it had been committed before)' : ''
  const lines = [`Committed as version ${outcome.version} of ${name} at ${formatTime(outcome.committedAt)}${found}.`]
  if (outcome.warning !== undefined) lines.push(`warning: ${outcome.warning}`)
  return { text: lines.join('\n'), json: { ...outcome, commitId } }
}

/** Finds out what became of a draft and, where it is settled, strikes it out of the journal. */
async function settle(database: Database, journal: StoredJournal, draft: DraftHeader): Promise<Resolution> {
  const resolution = await findOut(database, draft)
  if (resolution.kind !== 'in-progress') await journal.strike(draft.commitId)
  return resolution
}

/** Asking again only reads; the draft itself is never sent twice here. */
async function findOut(database: Database, draft: DraftHeader): Promise<Resolution> {
  for (let attempt = 1; ; attempt++) {
    const resolution = await resolve(database, draft).catch((): Resolution => ({ kind: 'in-progress' }))
    if (resolution.kind !== 'in-progress' || attempt >= RESOLVE_ATTEMPTS_MAX) return resolution
    await pause(RESOLVE_PAUSE_MS)
  }
}

const RESOLVE_ATTEMPTS_MAX = 10
const RESOLVE_PAUSE_MS = 500

function resolved(
  name: string,
  draft: DraftHeader,
  resolution: Resolution,
  outcome: Extract<CommitOutcome, { kind: 'unknown' }>,
): CommandResult {
  switch (resolution.kind) {
    case 'committed':
      return committed(name, draft, { ...resolution, found: true })
    case 'not-committed':
      throw new CommandFailure('database', `The connection was lost and nothing was committed: ${outcome.message}`, {
        details: { retryable: true, commitId: draft.commitId },
      })
    case 'in-progress':
    case 'table-gone':
      throw failureOfOutcome(outcome, draft)
  }
}
