import { join } from 'node:path'
import { thisMachine } from '../connections/machine.ts'
import { withPasswordOfMachine } from '../connections/password-of-machine.ts'
import { configOfText } from '../postgres/config-of-text.ts'
import { ConnectFailure } from '../postgres/connect-failure.ts'
import { type ConnectionConfig, type Database, openDatabase } from '../postgres/connection.ts'
import { isSchemaName } from '../postgres/connection-config.ts'
import { startEmbeddedServer } from '../postgres/embedded/embedded-server.ts'
import { findMissing, MigrationRefused, migrate } from '../postgres/migrate.ts'
import { settleEncryption } from '../postgres/settle-encryption.ts'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { unverifiedRefusal } from '../postgres/unverified-refusal.ts'
import { readOnlyRule, sessionLimits, verifiedOnlyRule } from '../setting-rules.ts'
import { dataFolder, openDataFolder } from '../settings/data-folder.ts'
import type { Settings } from '../settings/settings.ts'
import { throughTunnel } from '../through-tunnel.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { commandSettings } from './command-settings.ts'
import { textOption } from './read-arguments.ts'
import { savedConnection } from './saved-connection.ts'

const APPLICATION_NAME = 'deltadesk cli'

/**
 * Opens the log that `--connection`, or `--database` and `--schema` name, else the one on the embedded server, which is
 * started where nobody has. The schema is migrated, except on a saved connection, where it is made on request
 * (`deltadesk schema`). What was opened is closed with `releases`.
 */
export async function openCommandDatabase(
  values: OptionValues,
  { environment }: Surroundings,
  releases: AsyncDisposableStack,
): Promise<Database> {
  try {
    const settings = await commandSettings(values, environment)
    const given = await readConfig(values, environment, settings, releases)
    const config = await settleEncryption(given)
    if (textOption(values, 'connection') === undefined) await migrate(config)
    else await refuseMissing(config)
    const database = await openDatabase(config, { ...sessionLimits(settings), applicationName: APPLICATION_NAME })
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
  return readConfig(values, environment, await commandSettings(values, environment), releases)
}

/** The log is on the server that comes along: the options name no other. */
export function meansEmbedded(values: OptionValues, environment: Surroundings['environment']): boolean {
  return textOption(values, 'connection') === undefined && databaseUrlOption(values, environment) === undefined
}

async function readConfig(
  values: OptionValues,
  environment: Surroundings['environment'],
  settings: Settings,
  releases: AsyncDisposableStack,
): Promise<ConnectionConfig> {
  const { config: server, isReadOnly } = await readServer(values, environment, settings, releases)
  const unverified = unverifiedRefusal(server, verifiedOnlyRule(settings))
  if (unverified !== undefined) throw new CommandFailure('refused', unverified)
  const { config } = await throughTunnel(server, dataFolder(environment), releases)
  return {
    ...withSchema(config, textOption(values, 'schema')),
    isReadOnly: isReadOnly || readOnlyRule(settings) !== null,
  }
}

async function readServer(
  values: OptionValues,
  environment: Surroundings['environment'],
  settings: Settings,
  releases: AsyncDisposableStack,
): Promise<{ readonly config: ConnectionConfig; readonly isReadOnly: boolean }> {
  const name = textOption(values, 'connection')
  if (name !== undefined) {
    if (textOption(values, 'database') !== undefined) {
      throw new CommandFailure('usage', '--connection and --database name two logs; one is expected.')
    }
    const { config, level } = await savedConnection(name, values, { environment }, settings)
    return { config, isReadOnly: level === 'read-only' }
  }
  if (textOption(values, 'raise') !== undefined) {
    throw new CommandFailure('usage', '--raise goes with --connection, whose name it repeats.')
  }
  const url = databaseUrlOption(values, environment)
  if (url === undefined) return { config: await embedded(dataFolder(environment), releases), isReadOnly: false }
  return { config: await withPasswordOfMachine(fromUrl(url), { ...thisMachine, environment }), isReadOnly: false }
}

function databaseUrlOption(values: OptionValues, environment: Surroundings['environment']): string | undefined {
  return textOption(values, 'database') ?? environment.DELTADESK_DATABASE
}

async function refuseMissing(config: ConnectionConfig): Promise<void> {
  const missing = await findMissing(config)
  if (missing.length === 0) return
  throw new CommandFailure('refused', `The schema ${config.schema} lacks the migrations ${missing.join(', ')}.`, {
    lines: ['deltadesk schema shows their SQL and makes them with --create.'],
  })
}

async function embedded(folder: string, releases: AsyncDisposableStack): Promise<ConnectionConfig> {
  await openDataFolder(folder)
  const server = await startEmbeddedServer({ folder: join(folder, 'postgres'), log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  return server.config
}

function fromUrl(url: string): ConnectionConfig {
  const parsed = configOfText(url)
  if (parsed.kind !== 'ok') throw new CommandFailure('usage', parsed.message)
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
