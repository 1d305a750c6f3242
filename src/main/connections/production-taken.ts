import type { ConnectionSummary, ConnectionsEvent } from '../../shared/contract/connections.ts'

/** The connections that are production by `before`, and would not be by `after`. */
export function productionTaken(before: ConnectionsEvent, after: ConnectionsEvent): ConnectionSummary[] {
  return before.connections.filter(
    ({ profile, environment }) =>
      environment === 'production' &&
      after.connections.some(known => known.profile.id === profile.id && known.environment !== 'production'),
  )
}
