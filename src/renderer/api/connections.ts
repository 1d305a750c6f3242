import type { ConnectionSummary, ConnectionsEvent } from '../../shared/contract/connections.ts'
import { client } from './client.ts'
import { type LiveState, liveStream, useLive } from './live-stream.ts'
import { pageConnectionId } from './page-connection.ts'

const connections = liveStream<ConnectionsEvent, ConnectionsEvent>(
  signal => client.connections.watch(undefined, { signal }),
  (_, event) => event,
)

/** All connections of the program and how they stand. */
export function useConnections(): LiveState<ConnectionsEvent> {
  return useLive(connections)
}

/** The connection that this page shows; undefined before it is known, and where there is none of its id. */
export function usePageConnection(): ConnectionSummary | undefined {
  const { value } = useConnections()
  const id = pageConnectionId ?? value?.startId
  return value?.connections.find(({ profile }) => profile.id === id)
}
