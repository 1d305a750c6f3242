import type { ForecastReport } from '../../shared/contract/forecast.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { holdDraft } from './held/held-draft.ts'
import { loadWinners } from './load-winners.ts'
import { noSuchTable } from './validate-draft.ts'

/**
 * Judges a draft against every version that came after the one it was made on, under each isolation level and as other
 * implementations would. Only reads; nothing is decided by it: the writer compares versions.
 */
export async function forecast(database: Database, draft: Draft, signal?: AbortSignal): Promise<ForecastReport> {
  signal?.throwIfAborted()
  await using held = holdDraft(draft, signal)
  const declared = await held.declare()
  if (declared.kind === 'invalid') return { kind: 'invalid', issues: [...declared.issues] }
  const { tableId, readVersion: base } = draft
  const wanted = { tableId, base, withStats: declared.value.scans > 0, toRebase: false }
  const loaded = await withConnection(database, client => loadWinners(client, wanted))
  signal?.throwIfAborted()
  if (loaded === undefined) return { kind: 'invalid', issues: noSuchTable(tableId).issues }
  return await held.forecast(loaded)
}
