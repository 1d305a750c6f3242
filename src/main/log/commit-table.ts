import type { CommitOutcome, Timings } from '../../shared/contract/outcome.ts'
import type { Draft, DraftHeader } from '../../shared/contract/schemas.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import { WINNERS_MAX } from '../../shared/limits.ts'
import type { ActionRows } from '../postgres/action-tables.ts'
import { lockTable, lockTableByAdvice } from '../postgres/lock-table.ts'
import { together } from '../postgres/together.ts'
import { insertActions, insertStagedActions, type RowTransport, stageActions } from '../postgres/write-actions.ts'
import { readCommitsFrom, readHead } from '../postgres/write-lookups.ts'
import type { WriteSession } from '../postgres/write-session.ts'
import { PLANNED_VERSIONS_MAX, recordVersions, type VersionRow } from '../postgres/write-version.ts'
import { addActionRows, emptyActionRows } from './action-rows.ts'
import { type Acceptance, checkAgainstHead, type HeadCheck } from './check-against-head.ts'
import type { CommitSteps } from './commit-steps.ts'
import { lookAtTable } from './look-at-table.ts'
import type { Strategy } from './strategies/strategy.ts'
import { noSuchTable } from './validate-draft.ts'
import { versionRow } from './version-row.ts'

/** The program that a version says it was written by. */
export const WRITER = 'deltadesk'

type Conflict = Extract<CommitOutcome, { kind: 'version-conflict' }>

/** What becomes of one draft before anything is written. */
export type CommitLook = Exclude<HeadCheck, { kind: 'head-elsewhere' }> | Conflict

/** Waits for the table where the strategy does, looks at it, and decides. */
export async function lookForCommit(
  session: WriteSession,
  draft: Draft,
  commit: Commit,
  { before, isolation }: Strategy,
  steps: CommitSteps,
): Promise<CommitLook> {
  const { tableId } = draft
  const { client } = session
  if (before === 'row-lock') await steps.send('lock', () => lockTable(client, tableId))
  if (before === 'advisory-lock') await steps.send('lock', () => lockTableByAdvice(client, tableId))
  const looked = await steps.take('check', async () => {
    const look = await lookAtTable(client, draft, commit.lines)
    return look && { head: look.head, check: checkAgainstHead(look, draft, commit) }
  })
  if (looked === undefined) return noSuchTable(tableId)
  const { head, check } = looked
  if (check.kind === 'head-elsewhere') return versionConflict(session, draft, head.name, head.version, steps)
  if (check.kind !== 'invalid' || before === 'row-lock' || isolation === 'serializable') return check
  // Without the lock the head may have moved between two looks; what they say together was then never true.
  const actual = await readHead(client, tableId)
  return actual === undefined || actual === head.version
    ? check
    : versionConflict(session, draft, head.name, actual, steps)
}

/** The outcome of a draft whose version cannot be had, with who has it; lets go of every lock before it asks. */
export async function versionConflict(
  { client }: Pick<WriteSession, 'client'>,
  { tableId, expectedVersion }: DraftHeader,
  name: string,
  actual: bigint,
  steps: Pick<CommitSteps, 'timings'>,
): Promise<Conflict> {
  const [, winners] = await together(
    client,
    () => client.query('rollback'),
    () => readCommitsFrom(client, tableId, expectedVersion, WINNERS_MAX),
  )
  return {
    kind: 'version-conflict',
    table: { tableId, name },
    expected: expectedVersion,
    actual,
    winners,
    timings: steps.timings(),
  }
}

/** A draft that becomes a version. */
interface Written {
  readonly draft: Draft
  readonly acceptance: Acceptance
}

/** Sends everything that makes consecutive versions of a table; the answers are awaited by the caller. */
export async function writeVersions(
  { client, gather }: WriteSession,
  tableId: string,
  written: readonly Written[],
  { before, staged, guarded }: Strategy,
  transport: RowTransport,
  steps: CommitSteps,
): Promise<void> {
  const rows = emptyActionRows()
  const versions = written.map(one => addVersion(rows, one))
  const retirements = written.flatMap(({ acceptance }) => acceptance.retirements)
  gather()
  if (staged) await steps.send('insert', () => stageActions(client, tableId, rows, transport))
  if (before !== 'row-lock' && guarded) await steps.send('lock', () => lockTable(client, tableId))
  if (staged) await steps.send('record', () => insertStagedActions(client, tableId, rows, retirements))
  else await steps.send('insert', () => insertActions(client, tableId, rows, retirements, transport))
  for (let from = 0; from < versions.length; from += PLANNED_VERSIONS_MAX) {
    const some = versions.slice(from, from + PLANNED_VERSIONS_MAX)
    await steps.send('record', () => recordVersions(client, tableId, some, { guarded }))
  }
}

function addVersion(rows: ActionRows, { draft, acceptance }: Written): VersionRow {
  const { commitId, expectedVersion: version, readVersion, operation, committer } = draft
  const { commit, committedAt, timeSource } = acceptance
  const commitInfo = addActionRows(rows, version, commit.lines)
  const facts = { version, commitId, committedAt, timeSource, committer, writer: WRITER, operation, readVersion }
  return versionRow(facts, commit, commitInfo)
}

/** The outcome of a draft whose COMMIT was answered. */
export function committed(
  { warning }: WriteSession,
  { expectedVersion }: DraftHeader,
  { committedAt }: Pick<Acceptance, 'committedAt'>,
  timings: Timings,
): CommitOutcome {
  return {
    kind: 'committed',
    version: expectedVersion,
    committedAt: Number(committedAt),
    found: false,
    ...(warning !== undefined && { warning }),
    timings,
  }
}

/** The outcome of a draft that was committed before, by an earlier attempt. */
export function foundCommit(
  { version, committedAt }: { readonly version: bigint; readonly committedAt: number },
  timings: Timings,
): CommitOutcome {
  return { kind: 'committed', version, committedAt, found: true, timings }
}
