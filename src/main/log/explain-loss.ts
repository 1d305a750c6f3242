import type { CommitOutcome, Timings } from '../../shared/contract/outcome.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import { lookAtHead } from '../postgres/head.ts'
import { RowsMiscounted } from '../postgres/rows-miscounted.ts'
import { type DatabaseSignal, signalOf } from '../postgres/sqlstate.ts'
import type { WriteSession } from '../postgres/write-session.ts'
import { versionConflict } from './commit-table.ts'

/** Failures that a writer meets who was too late, or who was here before. */
const LOSSES: ReadonlySet<DatabaseSignal | undefined> = new Set<DatabaseSignal>([
  'version-taken',
  'head-moved',
  'commit-repeated',
  'promise-kept',
  'file-already-live',
  'retryable',
])

/**
 * What a failed write means where the table has moved on meanwhile: the version is somebody else's, or this very draft's
 * (C2, C4). Undefined where the table stands where the draft expects it: then the failure speaks for itself.
 */
export async function explainLoss(
  session: WriteSession,
  draft: DraftHeader,
  error: unknown,
  timings: Timings,
): Promise<CommitOutcome | undefined> {
  // A file that was to be retired may have been removed since it was looked at.
  if (!LOSSES.has(signalOf(error)) && !(error instanceof RowsMiscounted)) return undefined
  try {
    if (!(await session.rollback())) return undefined
    const head = await lookAtHead(session.client, draft.tableId, draft.commitId)
    if (head === undefined) return undefined
    if (head.found) return { kind: 'committed', ...head.found, found: true, timings }
    if (head.version + 1n === draft.expectedVersion) return undefined
    return await versionConflict(session, draft, head.name, head.version, { timings: () => timings })
  } catch {
    return undefined
  }
}
