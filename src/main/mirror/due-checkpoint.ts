import { parseAction } from '../../shared/delta/parse-action.ts'
import type { Database } from '../postgres/connection.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { checkpointDue } from './checkpoint/checkpoint-cadence.ts'

/** The newest published version, where the table's cadence asks for its checkpoint; else undefined. */
export async function dueCheckpoint(
  database: Database,
  { tableId, published, checkpointVersion }: Pick<Mirror, 'tableId' | 'published' | 'checkpointVersion'>,
): Promise<bigint | undefined> {
  const header = await readSnapshotHeader(database, tableId, published)
  const parsed = header?.metaData ? parseAction(header.metaData, 0) : undefined
  if (parsed?.kind !== 'ok' || parsed.value.action.kind !== 'metaData') return undefined
  const since = { version: published, lastVersion: checkpointVersion, bytes: 0n, ageMs: null }
  return checkpointDue(parsed.value.action, since, {}) === undefined ? undefined : published
}
