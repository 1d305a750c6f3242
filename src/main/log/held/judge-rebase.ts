import type { RebaseChange, RebaseReport, RebaseRequest } from '../../../shared/contract/forecast.ts'
import type { Commit } from '../../../shared/delta/actions.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { type Rebase, rebaseDraft } from '../../../shared/delta/rebase.ts'
import { FORECAST_FILES_SHOWN_MAX, REBASE_CHANGES_SHOWN_MAX } from '../../../shared/limits.ts'
import { askedLevel, operationOf } from './judge-forecast.ts'
import { type LoadedWinners, readStateOf } from './loaded-winners.ts'
import type { DeclaredDraft } from './read-declared.ts'

/** A draft as it can stand on the head, or why it cannot. */
export function judgeRebase(
  draft: RebaseRequest,
  { commit, reads }: DeclaredDraft,
  loaded: LoadedWinners,
): RebaseReport {
  const { head, winners, rows, unread, rowIdMark } = loaded
  const own = rows.find(({ commitId }) => commitId === draft.commitId)
  if (own) return { kind: 'committed', version: own.version, committedAt: own.committedAt }
  if (head <= draft.readVersion) return { kind: 'current', head }
  const actions = commit.lines.map(({ action }) => action)
  const rebase = rebaseDraft({
    draft: { actions, reads, operation: operationOf(draft, actions) },
    read: readStateOf(loaded),
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
