import type { VerifyReport, VerifyRequest } from '../../shared/contract/mirror-verification.ts'
import type { Database } from '../postgres/connection.ts'
import { recordReconciled } from '../postgres/mirror-status.ts'
import { readMirrors } from '../postgres/mirrors.ts'
import { openTarget } from './open-target.ts'
import { verifyMirror } from './verify-mirror.ts'

/**
 * Verifies a table's mirror, up to what is published where no end is given, or to the head where only what is behind that
 * is looked at; nothing where the table has no mirror.
 */
export async function* verifyTable(
  database: Database,
  { tableId, level, repair, from = 0n, to }: VerifyRequest,
  signal: AbortSignal,
): AsyncGenerator<VerifyReport, void> {
  const [mirror] = await readMirrors(database, tableId)
  if (mirror === undefined) return
  await using store = await openTarget(mirror.target)
  const last = level === 'incremental' ? mirror.head : mirror.published
  const end = to === undefined || to > mirror.head ? last : to
  yield* verifyMirror(database, mirror, store, { from, to: end, level, repair }, signal)
  if (repair) await recordReconciled(database, tableId)
}
