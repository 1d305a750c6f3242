import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import { commitIdSchema, type Draft } from '../../shared/contract/schemas.ts'
import { commit } from '../log/commit.ts'
import { type Resolution, resolve } from '../log/resolve.ts'
import type { Database } from '../postgres/connection.ts'
import type { Command, CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { failureOfOutcome } from './failure-of-outcome.ts'
import { findTable } from './find-table.ts'
import { formatTime } from './format.ts'
import { readActionsFile } from './read-actions-file.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'

export const commitCommand: Command = {
  name: 'commit',
  positionals: ['table', 'file.json'],
  options: { 'expected-version': { type: 'string' }, 'commit-id': { type: 'string' }, committer: { type: 'string' } },
  summary: 'make a file of actions the next version of a table',
  help: `<file.json> holds Delta JSON actions: one a line, as in a commit file, or an array of them; - reads standard input.

  --expected-version N   the version that the commit wants to become (required)
  --commit-id UUID       chosen by the caller: sending the same id again finds its commit and never repeats it
  --committer NAME       who commits (default: the database user)

With --json: {"kind": "committed", "version", "committedAt", "found", "commitId", "timings"}.`,
  async run({ database, positionals, values, surroundings }) {
    const expectedVersion = readVersionNumber(textOption(values, 'expected-version'), '--expected-version')
    if (expectedVersion === undefined) throw new CommandFailure('usage', 'Expected --expected-version N, got nothing.')
    const commitId = readCommitId(textOption(values, 'commit-id'))
    const actions = await readActionsFile(positionals[1] ?? '-', surroundings.stdin)
    const { tableId, name } = await findTable(database, positionals[0])
    const draft: Draft = {
      tableId,
      commitId,
      readVersion: expectedVersion - 1n,
      expectedVersion,
      actions,
      committer: textOption(values, 'committer'),
    }
    const outcome = await commit(database, draft, {}, surroundings.signal)
    if (outcome.kind === 'committed') return committed(name, draft, outcome)
    if (outcome.kind === 'unknown') return resolved(name, draft, await findOut(database, draft), outcome)
    throw failureOfOutcome(outcome, draft)
  },
}

function readCommitId(text: string | undefined): string {
  if (text === undefined) return randomUUID()
  const read = commitIdSchema.safeParse(text)
  if (read.success) return read.data
  throw new CommandFailure('usage', `Expected a uuid as --commit-id, got ${JSON.stringify(text)}.`)
}

type Committed = Extract<CommitOutcome, { kind: 'committed' }>

function committed(
  name: string,
  { commitId }: Draft,
  outcome: Omit<Committed, 'timings'> & Partial<Committed>,
): CommandResult {
  const found = outcome.found ? ' (it had been committed before)' : ''
  const lines = [`Committed as version ${outcome.version} of ${name} at ${formatTime(outcome.committedAt)}${found}.`]
  if (outcome.warning !== undefined) lines.push(`warning: ${outcome.warning}`)
  return { text: lines.join('\n'), json: { ...outcome, commitId } }
}

/** Asking again only reads; the draft itself is never sent twice here. */
async function findOut(database: Database, draft: Draft): Promise<Resolution> {
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
  draft: Draft,
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
      throw failureOfOutcome(outcome, draft)
  }
}
