import type { RebaseReport, RebaseRequest } from '../../shared/contract/forecast.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { holdDraft } from './held/held-draft.ts'
import { loadWinners } from './load-winners.ts'
import { noSuchTable } from './validate-draft.ts'

/** Puts a draft on the head, or says why it must not be. Only reads: what comes back is a draft like any other. */
export async function rebaseDraft(
  database: Database,
  draft: RebaseRequest,
  signal?: AbortSignal,
): Promise<RebaseReport> {
  signal?.throwIfAborted()
  await using held = holdDraft(draft, signal)
  const declared = await held.declare()
  if (declared.kind === 'invalid') return { kind: 'invalid', issues: [...declared.issues] }
  const { tableId, readVersion: base } = draft
  const wanted = { tableId, base, withStats: declared.value.scans > 0, toRebase: true }
  const loaded = await withConnection(database, client => loadWinners(client, wanted))
  if (loaded === undefined) return { kind: 'invalid', issues: noSuchTable(tableId).issues }
  return await held.rebase(loaded)
}
