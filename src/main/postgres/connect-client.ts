import pg from 'pg'
import { type ConnectProgress, connectFailure } from './connect-failure.ts'
import type { ConnectionConfig } from './connection-config.ts'
import { connectionTypes } from './connection-types.ts'
import { guardSignIn } from './guard-sign-in.ts'

/** Limits of one session in milliseconds; 0 means none. */
export interface SessionOptions {
  readonly applicationName?: string | undefined
  readonly connectTimeoutMs?: number | undefined
  readonly statementTimeoutMs?: number | undefined
  readonly lockTimeoutMs?: number | undefined
  readonly idleInTransactionTimeoutMs?: number | undefined
}

/** What a caller is told while one connection is made. */
interface ConnectOptions extends SessionOptions {
  /** Called when the handshake is done and the other side is accepted, before anything is signed in. */
  readonly onEncrypted?: (client: pg.Client) => void
}

export const APPLICATION_NAME = 'deltadesk'
const CONNECT_TIMEOUT_MS = 10_000
const STATEMENT_TIMEOUT_MS = 120_000
const LOCK_TIMEOUT_MS = 10_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
const KEEP_ALIVE_DELAY_MS = 10_000

/** What pg is told for every connection, pooled or not. */
export function clientConfig(config: ConnectionConfig, options: SessionOptions = {}): pg.ClientConfig {
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    password: () => config.password.reveal(),
    database: config.database,
    ssl: config.tls ?? false,
    // Who stands between with a certificate that is trusted all the same cannot pass the sign-in on.
    enableChannelBinding: config.tls !== undefined && config.channelBinding !== 'disable',
    types: connectionTypes,
    application_name: options.applicationName ?? APPLICATION_NAME,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    statement_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    lock_timeout: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    ...(config.openStream && { stream: config.openStream }),
    options: sessionSettings(config),
  }
}

/** The role of a session; absent: the user's own. */
export function sessionRole({ isReadOnly, role, readerRole }: ConnectionConfig): string | undefined {
  return isReadOnly ? (readerRole ?? role) : role
}

function sessionSettings(config: ConnectionConfig): string {
  const role = sessionRole(config)
  return [
    `-c search_path=${searchPath(config)} -c jit=off`,
    ...(config.isReadOnly ? ['-c default_transaction_read_only=on'] : []),
    ...(role === undefined ? [] : [`-c role=${role.replace(/[\\\s]/g, '\\$&')}`]),
  ].join(' ')
}

/** Without its mention pg_temp is searched first, and a temporary table could stand in for one of ours. */
export function searchPath({ schema }: ConnectionConfig): string {
  return `${schema},pg_temp`
}

/**
 * Opens one connection outside the pool. The caller ends it and listens to its `error` event. Throws a ConnectFailure
 * that names the step that failed, within the connect timeout.
 */
export async function connectClient(config: ConnectionConfig, options: ConnectOptions = {}): Promise<pg.Client> {
  const settings = clientConfig(config, options)
  const client = new pg.Client(settings)
  const progress: ConnectProgress = { timeoutMs: settings.connectionTimeoutMillis ?? 0, reached: 'nothing' }
  guardSignIn(client, config)
  client.connection.once('connect', () => {
    progress.reached = 'socket'
  })
  client.connection.once('sslconnect', () => {
    client.connection.stream.once('secureConnect', () => options.onEncrypted?.(client))
  })
  for (const message of ['authenticationOk', 'authenticationSASL', 'authenticationMD5Password', 'errorMessage']) {
    client.connection.once(message, () => {
      progress.reached = 'server'
    })
  }
  // A connection that dies before or between queries reports it here; without a listener it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    client.connection.stream.destroy()
    throw connectFailure(error, config, progress)
  }
}
