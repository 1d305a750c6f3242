import { effectiveProperty } from '../../shared/delta/effective-properties.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { Database } from '../postgres/connection.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'

/**
 * The newest published version whose checkpoint is due by `delta.checkpointInterval`, as Spark counts: a multiple of it,
 * and not 0. A mirror that catches up makes one checkpoint and not all that it passes. Undefined where none is due.
 */
export async function checkpointDue(
  database: Database,
  { tableId, published, checkpointVersion }: Pick<Mirror, 'tableId' | 'published' | 'checkpointVersion'>,
): Promise<bigint | undefined> {
  if (published <= 0n) return undefined
  const header = await readSnapshotHeader(database, tableId, published)
  const parsed = header?.metaData ? parseAction(header.metaData, 0) : undefined
  if (parsed?.kind !== 'ok' || parsed.value.action.kind !== 'metaData') return undefined
  const { value } = effectiveProperty(parsed.value.action, 'delta.checkpointInterval')
  const interval = value?.kind === 'integer' && value.value > 0n ? value.value : 10n
  const due = published - (published % interval)
  return due > (checkpointVersion ?? 0n) ? due : undefined
}
