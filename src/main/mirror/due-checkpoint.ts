import { parseAction } from '../../shared/delta/parse-action.ts'
import { CHECKPOINT_AGE_MS_MAX, CHECKPOINT_BYTES_MAX } from '../../shared/mirror-limits.ts'
import type { Database } from '../postgres/connection.ts'
import { readPublishedBytes } from '../postgres/mirror-status.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { checkpointDue } from './checkpoint/checkpoint-cadence.ts'

type Published = Pick<Mirror, 'tableId' | 'published' | 'checkpointVersion' | 'checkpointAt'>

/**
 * The newest published version, where its checkpoint is due by the table's interval, by what readers have to read behind the
 * last one, or by its age; else undefined. `checkpointDue` is the rule, and this what it is asked about.
 */
export async function dueCheckpoint(
  database: Database,
  { tableId, published, checkpointVersion, checkpointAt }: Published,
): Promise<bigint | undefined> {
  const header = await readSnapshotHeader(database, tableId, published)
  const parsed = header?.metaData ? parseAction(header.metaData, 0) : undefined
  if (parsed?.kind !== 'ok' || parsed.value.action.kind !== 'metaData') return undefined
  const since = {
    version: published,
    lastVersion: checkpointVersion,
    bytes: await readPublishedBytes(database, tableId, checkpointVersion ?? -1n),
    ageMs: checkpointAt === null ? null : Date.now() - checkpointAt,
  }
  const policy = { bytesMax: CHECKPOINT_BYTES_MAX, ageMsMax: CHECKPOINT_AGE_MS_MAX }
  return checkpointDue(parsed.value.action, since, policy) === undefined ? undefined : published
}
