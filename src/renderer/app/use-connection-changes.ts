import { useEffect } from 'react'
import { usePageConnection } from '../api/connections.ts'
import { queryClient } from '../api/query-client.ts'

/** Reads again what could not be read while the connection was closed or its server away. */
export function useConnectionChanges(): void {
  const state = usePageConnection()?.state
  const isReachable = state?.kind === 'open' && state.health.kind === 'reachable'
  const level = state?.kind === 'open' ? state.level : undefined
  useEffect(() => {
    if (isReachable) void queryClient.invalidateQueries({ predicate: ({ state: { status } }) => status === 'error' })
  }, [isReachable])
  // What may be done is part of what a server tells about itself.
  useEffect(() => {
    if (level !== undefined) void queryClient.invalidateQueries({ queryKey: ['info'] })
  }, [level])
}
