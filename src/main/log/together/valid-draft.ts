import type { Draft } from '../../../shared/contract/schemas.ts'
import type { Commit } from '../../../shared/delta/actions.ts'
import type { Checked } from '../../../shared/delta/issue.ts'
import { RETIRED_FILES_PAGE } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import { lookAtHead } from '../../postgres/head.ts'
import { insertLaidOut } from '../../postgres/insert-laid-out.ts'
import { lockTable } from '../../postgres/lock-table.ts'
import type { WriteSession } from '../../postgres/write-session.ts'
import { recordVersions } from '../../postgres/write-version.ts'
import { type CommitPlan, isThreadsWork } from '../commit-plan.ts'
import type { CommitSteps } from '../commit-steps.ts'
import { type CommitLook, lookForCommit, versionConflict, writeVersions } from '../commit-table.ts'
import type { CommitThread } from '../stream/commit-thread.ts'
import { fileKeyPages } from '../stream/file-keys.ts'
import { judgeStreamed } from '../stream/judge-streamed.ts'
import { readStreamed, type StreamedCommit } from '../stream/read-streamed.ts'
import { RowSpool } from '../stream/row-spool.ts'
import { streamedVersionRow } from '../stream/streamed-version-row.ts'
import { noSuchTable, validateDraft } from '../validate-draft.ts'

/** What becomes of one of several drafts; one that is accepted is written when all of them are. */
export type DraftLook =
  | Exclude<CommitLook, { kind: 'accepted' }>
  | { readonly kind: 'accepted'; readonly committedAt: bigint; write(): Promise<void> }

/** A draft that has passed every rule that needs no table. */
export interface ValidDraft {
  readonly draft: Draft
  /** Waits for its table, looks at it, and decides. */
  look(session: WriteSession, plan: CommitPlan, steps: CommitSteps): Promise<DraftLook>
}

/** What reads large drafts, each under a place of its own. */
export interface DraftsReading {
  readonly releases: AsyncDisposableStack
  /** One for all of them. */
  thread(): CommitThread
}

/** Reads a draft and holds it against itself: here where it is small, else line by line in a thread. */
export async function readValidDraft(
  database: Database,
  draft: Draft,
  place: number,
  { releases, thread }: DraftsReading,
): Promise<Checked<ValidDraft>> {
  if (!isThreadsWork(draft.actions)) {
    const checked = validateDraft(draft)
    return checked.kind === 'invalid' ? checked : { ...checked, value: inMemory(draft, checked.value) }
  }
  const spool = releases.use(await RowSpool.open())
  const source = { kind: 'text', text: draft.actions } as const
  const read = await readStreamed(database, draft, source, { thread: thread(), place, spool })
  return read.kind === 'invalid' ? read : { ...read, value: laidOut(draft, read.value, spool, thread()) }
}

function inMemory(draft: Draft, commit: Commit): ValidDraft {
  return {
    draft,
    async look(session, { strategy, transport }, steps) {
      const acceptance = await lookForCommit(session, draft, commit, strategy, steps)
      if (acceptance.kind !== 'accepted') return acceptance
      const write = () => writeVersions(session, draft.tableId, [{ draft, acceptance }], strategy, transport, steps)
      return { kind: 'accepted', committedAt: acceptance.committedAt, write }
    },
  }
}

function laidOut(draft: Draft, commit: StreamedCommit, spool: RowSpool, thread: CommitThread): ValidDraft {
  const { tableId, commitId, expectedVersion: version } = draft
  return {
    draft,
    async look(session, { transport }, steps) {
      const { client } = session
      await steps.take('lock', () => lockTable(client, tableId))
      const verdict = await steps.take('check', () => judgeStreamed(client, draft, commit, { thread }))
      if (verdict.kind === 'head-elsewhere') return versionConflict(session, draft, verdict.name, verdict.actual, steps)
      if (verdict.kind === 'invalid') return { kind: 'invalid', issues: [...verdict.issues] }
      if (verdict.kind === 'found') return verdict
      const head = await steps.take('check', () => lookAtHead(client, tableId, commitId))
      if (head === undefined) return noSuchTable(tableId)
      const write = async () => {
        const readded = fileKeyPages(verdict.readded, RETIRED_FILES_PAGE)
        const rows = commit.rowsIn(spool)
        await steps.take('insert', () => insertLaidOut(client, { tableId, version }, rows, readded, transport))
        const row = streamedVersionRow(draft, commit.summary, head)
        await steps.take('record', () => recordVersions(client, tableId, [row]))
      }
      return { kind: 'accepted', committedAt: head.nextTime, write }
    },
  }
}
