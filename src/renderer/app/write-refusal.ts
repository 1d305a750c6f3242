import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import { usePageConnection } from '../api/connections.ts'

/**
 * Why nothing can be written over the connection of this page just now, in one sentence for the reader; undefined where it
 * can. What asks for a write is disabled with this reason, and the main process refuses it besides.
 */
export function useWriteRefusal(): string | undefined {
  return refusalOf(usePageConnection())
}

function refusalOf(connection: ConnectionSummary | undefined): string | undefined {
  if (connection?.state.kind !== 'open') return undefined
  const { level, lockedBy, health } = connection.state
  if (level === 'read-only') return `Read-only: ${lockedBy ?? reasonOf(connection)}`
  if (health.kind === 'lost') return `The server cannot be reached: ${health.reason}`
  return undefined
}

function reasonOf({ levelFrom, profile }: ConnectionSummary): string {
  switch (levelFrom) {
    case 'production':
      return 'production is. Raise the level in the title bar to write.'
    case 'folder':
      return `the folder “${profile.folder ?? ''}” says so. Raise the level in the title bar to write.`
    default:
      return 'this connection is set so. Raise the level in the title bar to write.'
  }
}
