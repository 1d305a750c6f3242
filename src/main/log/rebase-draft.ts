import type { RebaseChange, RebaseReport, RebaseRequest } from '../../shared/contract/forecast.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { type Rebase, rebaseDraft as rebaseActions } from '../../shared/delta/rebase.ts'
import { FORECAST_FILES_SHOWN_MAX, REBASE_CHANGES_SHOWN_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { askedLevel, operationOf } from './forecast.ts'
import { loadWinners } from './load-winners.ts'
import { readDeclaredDraft } from './read-declared.ts'
import { noSuchTable } from './validate-draft.ts'

/** Puts a draft on the head, or says why it must not be. Only reads: what comes back is a draft like any other. */
export async function rebaseDraft(
  database: Database,
  draft: RebaseRequest,
  signal?: AbortSignal,
): Promise<RebaseReport> {
  signal?.throwIfAborted()
  const declared = readDeclaredDraft(draft)
  if (declared.kind === 'invalid') return { kind: 'invalid', issues: [...declared.issues] }
  const { commit, reads } = declared.value
  const loaded = await withConnection(database, client =>
    loadWinners(client, {
      tableId: draft.tableId,
      base: draft.readVersion,
      withStats: reads.scans.length > 0,
      toRebase: true,
    }),
  )
  if (loaded === undefined) return { kind: 'invalid', issues: noSuchTable(draft.tableId).issues }
  const { head, read, winners, rows, unread, rowIdMark } = loaded
  const own = rows.find(({ commitId }) => commitId === draft.commitId)
  if (own) return { kind: 'committed', version: own.version, committedAt: own.committedAt }
  if (head <= draft.readVersion) return { kind: 'current', head }
  const actions = commit.lines.map(({ action }) => action)
  const rebase = rebaseActions({
    draft: { actions, reads, operation: operationOf(draft, actions) },
    read,
    winners,
    policy: { isolation: askedLevel(loaded, draft.isolationLevel) },
    rowIdHighWaterMark: rowIdMark,
    overrules: draft.overrules,
  })
  if (rebase.kind === 'rebased' && unread > 0n) return { kind: 'impossible', reason: tooFarBehind(unread) }
  return report(rebase, commit)
}

function tooFarBehind(unread: bigint): string {
  return `The base is too far behind the head: ${unread} more versions would have to be read. Make the draft anew on the head.`
}

function report(rebase: Rebase, commit: Commit): RebaseReport {
  switch (rebase.kind) {
    case 'impossible':
      return { kind: 'impossible', reason: rebase.reason }
    case 'conflict': {
      const { version, reason, files } = rebase
      const shown = files.slice(0, FORECAST_FILES_SHOWN_MAX)
      return { kind: 'conflict', version, class: rebase.class, reason, files: shown, fileCount: files.length }
    }
    case 'rebased':
      return {
        kind: 'rebased',
        readVersion: rebase.version - 1n,
        expectedVersion: rebase.version,
        actions: textOf(rebase.actions, commit),
        changes: rebase.changes.slice(0, REBASE_CHANGES_SHOWN_MAX).map(changeOf),
        changeCount: rebase.changes.length,
        cautions: [...rebase.cautions],
      }
  }
}

/** An action that the rebase has left alone is still the same object, and keeps the text that it was read from. */
function textOf(actions: Extract<Rebase, { kind: 'rebased' }>['actions'], { lines }: Commit): string {
  const texts = new Map(lines.map(({ action, text }) => [action, text]))
  return actions.map(action => `${texts.get(action) ?? printAction(action)}\n`).join('')
}

type Change = Extract<Rebase, { kind: 'rebased' }>['changes'][number]

function changeOf({ kind, subject, from, to }: Change): RebaseChange {
  return { kind, subject: subject ?? null, from: from ?? null, to: to ?? null }
}
