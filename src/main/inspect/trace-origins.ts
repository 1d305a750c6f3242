import type { Origins } from '../../shared/contract/snapshots.ts'
import type { Database } from '../postgres/connection.ts'
import type { UpdatesRequest } from '../postgres/metadata-updates.ts'
import { replayMetadata } from './replay-metadata.ts'

/** Since which version columns, properties and features of a snapshot are what they are. */
export async function traceOrigins(database: Database, request: UpdatesRequest, signal: AbortSignal): Promise<Origins> {
  const { history, isComplete } = await replayMetadata(database, request, signal)
  return {
    columns: history.columns.columns.flatMap(({ path, events }) => {
      const [first] = events
      const last = events.at(-1)
      if (!first || !last) return []
      return [{ path: [...path], addedIn: first.version, changedIn: events.length > 1 ? last.version : null }]
    }),
    removedColumns: history.columns.ended.flatMap(({ path, events }) => {
      const last = events.at(-1)
      return last ? [{ path: [...path], removedIn: last.version }] : []
    }),
    properties: [...history.properties].flatMap(([key, events]) => {
      const last = events.at(-1)
      return last ? [{ key, setIn: last.version }] : []
    }),
    features: [...history.features].map(([name, since]) => ({ name, since })),
    isComplete,
  }
}
