import { join } from 'node:path'
import type { ConnectionConfig } from '../../postgres/connection.ts'
import { formatPlace } from '../../postgres/connection-config.ts'

/** Where the journal of commits is kept in a data folder; the app and the command share it. */
export function journalFolder(dataFolder: string): string {
  return join(dataFolder, 'journal')
}

/** Tells one log from another. The embedded server of a data folder has another port each time. */
export function journalPlace(config: ConnectionConfig, embedded: boolean): string {
  return `${embedded ? 'embedded' : formatPlace(config)} ${config.schema}`
}
