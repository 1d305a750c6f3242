import manifest from '../../package.json' with { type: 'json' }
import type { App } from './app.ts'
import { measureRoundTrip } from './postgres/round-trip.ts'

/** Who we are and where we are connected, with the round trip measured now. */
export async function readAppInfo({ host, database, embedded, isReadOnly }: App) {
  const { config, schema, capabilities } = database
  return {
    name: 'Deltadesk',
    version: manifest.version,
    host,
    server: {
      label: `${config.host}:${config.port}`,
      version: capabilities.serverVersionText,
      database: config.database,
      schema,
      user: config.user,
      embedded,
      /** By choice, or because the server is a standby or set so. */
      readOnly: isReadOnly ? ('chosen' as const) : capabilities.readOnly ? ('server' as const) : null,
      roundTripMs: await measureRoundTrip(database),
    },
  }
}
