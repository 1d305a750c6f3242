import type { Draft, DraftHeader } from '../../shared/contract/schemas.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import type { Database } from '../postgres/connection.ts'
import { type Head, lookAtHead } from '../postgres/head.ts'
import { withConnection } from '../postgres/transaction.ts'
import { isThreadsWork } from './commit-plan.ts'
import { timeLines } from './in-commit-timestamp.ts'
import { lookAtTable } from './look-at-table.ts'
import { restrictionIssue } from './restriction-issue.ts'
import type { CommitSource } from './stream/commit-source.ts'
import type { StreamOptions } from './stream/commit-stream.ts'
import { CommitThread } from './stream/commit-thread.ts'
import { judgeAgainst } from './stream/judge-streamed.ts'
import { isLargeSource, readStreamed } from './stream/read-streamed.ts'
import { noSuchTable, validateDraft } from './validate-draft.ts'

export interface DraftCheck {
  /** The head that the draft was held against; -1 before the first commit. */
  readonly head: bigint
  readonly issues: Issue[]
}

/**
 * Holds a draft against every rule that `commit` would hold it against now, without lock and without writing. An expected
 * version that is not the next one is a warning: it is no fault of the draft, and the head may move before it is sent.
 */
export async function checkDraft(database: Database, draft: Draft, signal?: AbortSignal): Promise<DraftCheck> {
  signal?.throwIfAborted()
  if (isThreadsWork(draft.actions)) {
    return checkStream(database, draft, { kind: 'text', text: draft.actions }, {}, signal)
  }
  return withConnection(database, async client => {
    await client.query('begin isolation level repeatable read read only')
    const checked = validateDraft(draft)
    const look = await lookAtTable(client, draft, checked.kind === 'ok' ? checked.value.lines : [])
    if (look === undefined) return { head: -1n, issues: noSuchTable(draft.tableId).issues }
    const { head, view } = look
    const position = positionIssues(draft, head)
    if (checked.kind === 'invalid') return { head: head.version, issues: [...position, ...checked.issues] }
    const { lines } = timeLines(checked.value.lines, view.metadata, head.nextTime)
    return { head: head.version, issues: [...position, ...checked.warnings, ...validateAgainstTable(lines, view)] }
  })
}

/** As `checkDraft`, for actions of any number, which are read and judged in a thread of their own. */
export async function checkStream(
  database: Database,
  draft: DraftHeader,
  source: CommitSource,
  { onProgress }: Pick<StreamOptions, 'onProgress'> = {},
  signal?: AbortSignal,
): Promise<DraftCheck> {
  await using thread = CommitThread.take(await isLargeSource(source), signal)
  const read = await readStreamed(database, draft, source, { thread, onProgress })
  return await withConnection(database, async client => {
    await client.query('begin isolation level repeatable read read only')
    const { tableId } = draft
    const head = await lookAtHead(client, tableId, draft.commitId)
    if (head === undefined) return { head: -1n, issues: noSuchTable(tableId).issues }
    const position = positionIssues(draft, head)
    if (read.kind === 'invalid') return { head: head.version, issues: [...position, ...read.issues] }
    const { issues } = await judgeAgainst(client, tableId, head, read.value, { thread, onProgress })
    return { head: head.version, issues: [...position, ...read.warnings, ...issues] }
  })
}

function positionIssues({ expectedVersion }: DraftHeader, head: Head): Issue[] {
  const restricted = restrictionIssue(head)
  if (restricted) return [restricted]
  const next = head.version + 1n
  if (expectedVersion === next) return []
  const message = `Expected version ${next}, the one after the head, got ${expectedVersion}: it would be a version conflict.`
  return [{ rule: 'draft.expected-version', severity: 'warning', path: [], message }]
}
