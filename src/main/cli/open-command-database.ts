import { join } from 'node:path'
import { configOfText } from '../postgres/config-of-text.ts'
import { ConnectFailure } from '../postgres/connect-failure.ts'
import { type ConnectionConfig, type Database, openDatabase } from '../postgres/connection.ts'
import { isSchemaName } from '../postgres/connection-config.ts'
import { startEmbeddedServer } from '../postgres/embedded/embedded-server.ts'
import { MigrationRefused, migrate } from '../postgres/migrate.ts'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { dataFolder, openDataFolder } from '../settings/data-folder.ts'
import { throughTunnel } from '../through-tunnel.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { textOption } from './read-arguments.ts'

const APPLICATION_NAME = 'deltadesk cli'

/**
 * Opens the log that `--database` and `--schema` name, else the one on the embedded server, which is started where
 * nobody has. The schema is migrated. What was opened is closed with `releases`.
 */
export async function openCommandDatabase(
  values: OptionValues,
  { environment }: Surroundings,
  releases: AsyncDisposableStack,
): Promise<Database> {
  try {
    const config = await readCommandConfig(values, environment, releases)
    await migrate(config)
    const database = await openDatabase(config, { applicationName: APPLICATION_NAME })
    releases.defer(() => database.close())
    return database
  } catch (error) {
    if (error instanceof ConnectFailure || error instanceof MigrationRefused || error instanceof TunnelFailure) {
      const sqlState = error instanceof ConnectFailure ? (error.sqlState ?? null) : null
      throw new CommandFailure('database', error.message, { details: { sqlState } })
    }
    throw error
  }
}

/** Where the log is that the options name; the embedded server is started where they name none. */
export async function readCommandConfig(
  values: OptionValues,
  environment: Surroundings['environment'],
  releases: AsyncDisposableStack,
): Promise<ConnectionConfig> {
  const url = databaseUrlOption(values, environment)
  const server = url === undefined ? await embedded(dataFolder(environment), releases) : fromUrl(url)
  const { config } = await throughTunnel(server, dataFolder(environment), releases)
  return { ...withSchema(config, textOption(values, 'schema')), isReadOnly: values['read-only'] === true }
}

/** Undefined where the embedded server is meant. */
export function databaseUrlOption(values: OptionValues, environment: Surroundings['environment']): string | undefined {
  return textOption(values, 'database') ?? environment.DELTADESK_DATABASE
}

async function embedded(folder: string, releases: AsyncDisposableStack): Promise<ConnectionConfig> {
  await openDataFolder(folder)
  const server = await startEmbeddedServer({ folder: join(folder, 'postgres'), log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  return server.config
}

function fromUrl(url: string): ConnectionConfig {
  const parsed = configOfText(url)
  if (parsed.kind === 'invalid') throw new CommandFailure('usage', parsed.message)
  return parsed.config
}

function withSchema(config: ConnectionConfig, schema: string | undefined): ConnectionConfig {
  if (schema === undefined) return config
  if (!isSchemaName(schema)) {
    const expected = 'lower-case letters, digits and underscores are expected, at most 63'
    throw new CommandFailure('usage', `${JSON.stringify(schema)} cannot be the schema: ${expected}.`)
  }
  return { ...config, schema }
}
