import { MetadataHistory } from '../../shared/delta/metadata-history.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { Database } from '../postgres/connection.ts'
import { readUpdates, type UpdatesRequest } from '../postgres/metadata-updates.ts'

export interface ReplayedMetadata {
  readonly history: MetadataHistory
  /** False where there are too many updates to look at all of them: the oldest are missing. */
  readonly isComplete: boolean
}

/** Replays the metadata and protocol of a table up to a version; actions that cannot be read are left out. */
export async function replayMetadata(
  database: Database,
  request: UpdatesRequest,
  signal: AbortSignal,
): Promise<ReplayedMetadata> {
  const history = new MetadataHistory()
  const metadata = await readUpdates(database, 'dl_metadata_updates', request, signal)
  for await (const updates of metadata.pages) {
    for (const { version, line } of updates) {
      const parsed = parseAction(line, 0)
      if (parsed.kind === 'ok' && parsed.value.action.kind === 'metaData') {
        history.applyMetadata(version, parsed.value.action)
      }
    }
  }
  const protocol = await readUpdates(database, 'dl_protocol_updates', request, signal)
  for await (const updates of protocol.pages) {
    for (const { version, line } of updates) {
      const parsed = parseAction(line, 0)
      if (parsed.kind === 'ok' && parsed.value.action.kind === 'protocol') {
        history.applyProtocol(version, parsed.value.action)
      }
    }
  }
  return { history, isComplete: metadata.isComplete && protocol.isComplete }
}
